using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Bidline.Adapters.Conformance.Checks;

/// <summary>What a bidder makes of questions that are not like the one in the documentation.</summary>
internal static class QuestionChecks
{
    private static readonly JsonSerializerOptions Relaxed =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Check UnknownFields { get; } = new(
        "unknown-fields",
        "fields that it does not know are passed over, so that the protocol can grow",
        "asks with new fields at the top, in the call and in lists, and with the fields in another order",
        exam => AllInFormAsync(
            exam,
            Rewritten(exam, "new fields", AddFields),
            Rewritten(exam, "the fields in another order", Reverse)));

    public static Check MissingFields { get; } = new(
        "missing-fields",
        "what is not known about a caller may be null or absent",
        "asks with every optional field null, then without them",
        exam => AllInFormAsync(
            exam,
            Rewritten(exam, "optional fields are null", call => Set(call, remove: false)),
            Rewritten(exam, "optional fields are absent", call => Set(call, remove: true))));

    public static Check Utf8 { get; } = new(
        "utf-8",
        "text beyond ASCII is text",
        "asks with tags in five scripts, with quotes and line ends in them: as \\u escapes, then as UTF-8",
        Utf8Async);

    public static Check DuplicateId { get; } = new(
        "duplicate-id",
        "each call gets a bid id of its own, and an auction may be asked again",
        "asks about two calls and compares the bids' ids; then asks the second auction again under the same id",
        DuplicateIdAsync,
        NeedsBid: true);

    public static Check ErrorJson { get; } = new(
        "error-json",
        "a question that cannot be read gets a 4xx in JSON, not a crash and not a bid",
        "sends a question cut in half, a list instead of an object, and an object without a call",
        ErrorJsonAsync);

    private static async Task<Verdict> AllInFormAsync(Exam exam, params IReadOnlyList<Question> questions)
    {
        foreach (var question in questions)
        {
            var asked = await exam.Examiner.AskAsync(question).ConfigureAwait(false);
            if (exam.Misshapen(asked) is { } failed) return failed;
        }

        return new Verdict.Passed($"{questions.Count} of {questions.Count} answered in form");
    }

    private static Task<Verdict> Utf8Async(Exam exam)
    {
        var plain = exam.Survey.Plain!.Question;
        var tags = new Dictionary<string, string>(plain.Caller.Tags)
        {
            ["name"] = "Zoë Müller", ["city"] = "Łódź", ["note"] = "日本語 \u202eעברית 😀",
            ["quoted"] = "a \"b\" \\ c\r\n\td",
        };
        var strange = plain with { Caller = plain.Caller with { Tags = tags } };
        return AllInFormAsync(
            exam,
            strange with { Title = "tags in five scripts, escaped" },
            strange with { Title = "tags in five scripts, as UTF-8", Rewrite = Unescape });
    }

    private static async Task<Verdict> DuplicateIdAsync(Exam exam)
    {
        var question = exam.Survey.Bid!.Question;
        var first = await exam.Examiner.AskAsync(question with { Title = "one call" }).ConfigureAwait(false);
        var second = await exam.Examiner.AskAsync(question with { Title = "another call" }).ConfigureAwait(false);
        var repeated = second.Question with { Title = "that auction again", Auction = second.Auction };
        var again = await exam.Examiner.AskAsync(repeated).ConfigureAwait(false);
        if ((exam.Misshapen(first) ?? exam.Misshapen(second) ?? exam.Misshapen(again)) is { } failed) return failed;
        var (one, other) = (first.Bid?.BidId, second.Bid?.BidId);
        if (one is not null && one == other)
        {
            return exam.Fail(
                "an id of its own for each bid",
                $"two calls got the bid id “{one}”: the second is refused as rejected.duplicate_answer", first, second);
        }

        var seen = one is null ? "its bids have no ids" : "two calls, two ids";
        return new Verdict.Passed($"{seen}; asked again, it answers again");
    }

    private static async Task<Verdict> ErrorJsonAsync(Exam exam)
    {
        (string Title, Rewrite Rewrite)[] broken =
        [
            ("a question cut in half", body => body[..(body.Length / 2)]),
            ("a list instead of an object", _ => "[1,2,3]"u8.ToArray()),
            ("an object without a call", _ => """{"id":"auc_1"}"""u8.ToArray()),
        ];
        Verdict? soft = null;
        foreach (var (title, rewrite) in broken)
        {
            var question = exam.Survey.Plain!.Question with { Title = title, Rewrite = rewrite };
            var asked = await exam.Examiner.AskAsync(question).ConfigureAwait(false);
            var verdict = OfError(exam, asked);
            if (verdict is Verdict.Failed) return verdict;
            soft ??= verdict;
        }

        return soft ?? new Verdict.Passed("three times 4xx in JSON");
    }

    private static Verdict? OfError(Exam exam, Asked asked)
    {
        const string expected = "a 4xx status and a JSON body that says what is wrong";
        var title = asked.Question.Title;
        if (asked.Bid is not null) return exam.Fail(expected, $"{title}: {asked.InWords()}", asked);
        if (asked.IsDeclined) return exam.Warn(expected, $"{title}: declined as if it were a caller", asked);
        if (asked.Status is not (>= 400 and < 500))
            return exam.Fail(expected, $"{title}: {asked.InWords()}", asked);
        var type = asked.Exchange!.Answer!.Header("Content-Type") ?? "no content type";
        return type.Contains("json", StringComparison.OrdinalIgnoreCase)
            ? null
            : exam.Warn(expected, $"{title}: {asked.Status}, and {type} instead of JSON", asked);
    }

    private static Question Rewritten(Exam exam, string title, Action<JsonObject> change) =>
        exam.Survey.Plain!.Question with { Title = title, Rewrite = body => Change(body, change) };

    private static ReadOnlyMemory<byte> Change(ReadOnlyMemory<byte> body, Action<JsonObject> change)
    {
        var root = JsonNode.Parse(body.Span)!.AsObject();
        change(root);
        return Encoding.UTF8.GetBytes(root.ToJsonString());
    }

    private static ReadOnlyMemory<byte> Unescape(ReadOnlyMemory<byte> body) =>
        JsonSerializer.SerializeToUtf8Bytes(JsonNode.Parse(body.Span), Relaxed);

    private static void AddFields(JsonObject root)
    {
        root["x_new"] = new JsonObject { ["a"] = new JsonArray(1, null, new JsonObject { ["b"] = true }) };
        root["protocol_version"] = "2030-01";
        root["call"]!["x_new"] = 12.5;
        root["chain"]!.AsArray().Add(new JsonObject { ["node"] = "other.example", ["hop"] = 2, ["x_new"] = "y" });
    }

    private static void Reverse(JsonObject root)
    {
        foreach (var (name, value) in root.Reverse().ToList())
        {
            root.Remove(name);
            root[name] = value?.DeepClone();
        }
    }

    private static void Set(JsonObject root, bool remove)
    {
        var call = root["call"]!.AsObject();
        string[] optional =
            ["area_code", "state", "zip", "line_type", "attestation", "duplicate_days", "caller", "caller_hash"];
        foreach (var name in optional)
        {
            if (remove) call.Remove(name);
            else if (call.ContainsKey(name)) call[name] = null;
        }

        call["tags"] = new JsonObject();
    }
}
