using System.Text.RegularExpressions;

namespace Bidline.Adapters.Buyers.Curl;

/// <summary>
/// Which field of the call a sample value stands for, by the name it has in somebody's request. A guess, told as one.
/// </summary>
internal static partial class FieldGuesses
{
    private static readonly Dictionary<string, string> ByName = new()
    {
        ["zip"] = "caller.zip", ["zipcode"] = "caller.zip", ["postal"] = "caller.zip", ["postalcode"] = "caller.zip",
        ["callerzip"] = "caller.zip", ["inboundzipcode"] = "caller.zip", ["zip5"] = "caller.zip",
        ["state"] = "caller.state", ["statecode"] = "caller.state", ["callerstate"] = "caller.state",
        ["st"] = "caller.state", ["inboundstatecode"] = "caller.state", ["stateabbr"] = "caller.state",
        ["region"] = "caller.state", ["areacode"] = "caller.area_code", ["npa"] = "caller.area_code",
        ["originphoneareacode"] = "caller.area_code", ["originphoneprefix"] = "caller.prefix",
        ["nxx"] = "caller.prefix", ["originphonesuffix"] = "caller.line",
        ["subid"] = "publisher", ["sub1"] = "publisher", ["sub"] = "publisher", ["publishersubid"] = "publisher",
        ["lps1"] = "publisher", ["s1"] = "publisher", ["pubid"] = "publisher",
        ["callid"] = "call.id", ["inboundcallid"] = "call.id", ["publisherinboundcallid"] = "call.id",
        ["clickid"] = "call.id", ["requestid"] = "call.id", ["transactionid"] = "call.id", ["uniqueid"] = "call.id",
        ["floor"] = "floor", ["bidfloor"] = "floor", ["minbid"] = "floor", ["minprice"] = "floor",
        ["tmax"] = "deadline_ms", ["timeoutms"] = "deadline_ms", ["deadlinems"] = "deadline_ms",
    };

    private static readonly HashSet<string> Numbers =
    [
        "phone", "phonenumber", "callerid", "cid", "callernumber", "caller", "ani", "originphone", "mobile", "telephone",
        "tel", "phonehome", "primaryphone", "leadphone", "contactphone", "from", "callerphone",
    ];

    private static readonly string[] Tags =
    [
        "age", "gender", "dob", "firstname", "lastname", "jornaya", "trustedform", "leadidtoken", "universalleadid",
        "tcpa",
    ];

    /// <summary>Null when nothing is known by that name.</summary>
    public static string? FieldOf(string name, string sample)
    {
        var plain = NotLetters().Replace(name.ToLowerInvariant(), "");
        if (Numbers.Contains(plain)) return NumberOf(sample);
        if (ByName.TryGetValue(plain, out var field)) return field;
        var isTag = Array.Exists(Tags, tag => plain.StartsWith(tag, StringComparison.Ordinal));
        return isTag ? "tags." + name.ToLowerInvariant() : null;
    }

    /// <summary>"YOUR_API_KEY", "&lt;zip&gt;", "[zip]", "{zip}": a person was meant to fill it in.</summary>
    public static bool IsPlaceholder(string value) => Placeholder().IsMatch(value);

    private static string NumberOf(string sample) => sample.Trim() switch
    {
        ['+', ..] => "caller.number",
        { Length: 11 } and ['1', ..] => "caller.digits",
        _ => "caller.national",
    };

    [GeneratedRegex("[^a-z0-9]")]
    private static partial Regex NotLetters();

    [GeneratedRegex(
        @"\A(?:<[^<>]+>|\[[^\[\]]+\]|\{\{?[^{}]+\}?\}|%[A-Za-z_]+%|\$\{?[A-Za-z_]+\}?|(?:YOUR|MY|INSERT)[-_ ].*|X{3,})\z",
        RegexOptions.IgnoreCase)]
    private static partial Regex Placeholder();
}
