namespace Bidline.Primitives;

/// <summary>An ISO 4217 code and how many decimals its smallest payable unit has (0, 2 or 3).</summary>
public readonly record struct Currency
{
    private static readonly Dictionary<string, int> Known = new(StringComparer.Ordinal)
    {
        ["USD"] = 2, ["CAD"] = 2, ["EUR"] = 2, ["GBP"] = 2, ["AUD"] = 2, ["NZD"] = 2, ["MXN"] = 2,
        ["CHF"] = 2, ["SEK"] = 2, ["INR"] = 2, ["PHP"] = 2, ["BRL"] = 2, ["JPY"] = 0, ["KWD"] = 3,
    };

    private readonly string? _code;

    private Currency(string code) => _code = code;

    public static Currency Usd { get; } = new("USD");

    /// <summary>The default value of the struct is US dollars.</summary>
    public string Code => _code ?? "USD";

    public int MinorDecimals => Known[Code];

    public static bool TryParse(string? code, out Currency currency)
    {
        currency = Usd;
        if (code is null || !Known.ContainsKey(code)) return false;
        currency = new Currency(code);
        return true;
    }

    public static Currency Parse(string code) => TryParse(code, out var currency)
        ? currency
        : throw new FormatException($"'{code}' is not a currency Bidline knows.");

    public bool Equals(Currency other) => Code == other.Code;

    public override int GetHashCode() => Code.GetHashCode(StringComparison.Ordinal);

    public override string ToString() => Code;
}
