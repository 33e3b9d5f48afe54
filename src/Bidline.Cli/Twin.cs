using System.CommandLine;
using System.Globalization;
using System.Net;

namespace Bidline.Cli;

/// <summary>Options with an environment twin: the flag stands above the variable, the variable above the default.</summary>
internal static class Twin
{
    public static Option<string> Text(string flag, string variable, string help, string value)
    {
        var option = new Option<string>(flag) { DefaultValueFactory = _ => Variable(variable) ?? value };
        return Described(option, variable, help);
    }

    /// <summary>No default: null where neither flag nor variable is there.</summary>
    public static Option<string?> Optional(string flag, string variable, string help)
    {
        var option = new Option<string?>(flag) { DefaultValueFactory = _ => Variable(variable) };
        return Described(option, variable, help);
    }

    /// <summary>Present or absent; the variable counts as present when it is "true" or "1".</summary>
    public static Option<bool> Flag(string flag, string variable, string help)
    {
        var option = new Option<bool>(flag) { DefaultValueFactory = _ => Variable(variable) is "true" or "1" };
        return Described(option, variable, help);
    }

    /// <summary>A whole number without a twin; <typeparamref name="T"/> says how large it may be.</summary>
    public static Option<T> Number<T>(string flag, string help, T value)
    {
        var type = Nullable.GetUnderlyingType(typeof(T)) ?? typeof(T);
        return new Option<T>(flag)
        {
            Description = help,
            DefaultValueFactory = _ => value,
            CustomParser = result =>
            {
                var text = result.Tokens is [var token] ? token.Value : "";
                var isWhole = ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                    && (type != typeof(int) || number <= int.MaxValue);
                if (isWhole) return (T)Convert.ChangeType(number, type, CultureInfo.InvariantCulture);
                result.AddError($"{flag} wants a whole number; '{text}' is none.");
                return value;
            },
        };
    }

    public static Option<string[]> Many(string flag, string variable, string help)
    {
        var option = new Option<string[]>(flag)
        {
            DefaultValueFactory = _ => Variable(variable)?.Split(';', StringSplitOptions.RemoveEmptyEntries) ?? [],
        };
        return Described(option, variable, help);
    }

    /// <summary>An address and a port: "127.0.0.1:8080", "[::1]:8080", "8080" on loopback, "*:8080" everywhere.</summary>
    public static IPEndPoint Endpoint(string text, string flag)
    {
        if (ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var alone))
            return new IPEndPoint(IPAddress.Loopback, alone);
        if (text.StartsWith("*:", StringComparison.Ordinal)) text = $"0.0.0.0{text[1..]}";
        var hasPort = text.LastIndexOf(':') > text.LastIndexOf(']') && text.Contains(':', StringComparison.Ordinal);
        return hasPort && IPEndPoint.TryParse(text, out var endpoint)
            ? endpoint
            : throw new CommandException(
                $"{flag} wants an address and a port, as in 127.0.0.1:8080; '{text}' is none.", ExitCode.BadInput);
    }

    /// <summary>"20000-29999".</summary>
    public static (int First, int Last) Ports(string text, string flag)
    {
        var parts = text.Split('-');
        return parts.Length == 2
            && ushort.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var first)
            && ushort.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var last)
            && first > 0 && last > first
            ? (first, last)
            : throw new CommandException(
                $"{flag} wants a range of ports, as in 20000-29999; '{text}' is none.", ExitCode.BadInput);
    }

    /// <summary>Refuses every other word. Absent is allowed where the option has no default.</summary>
    public static T OneOf<T>(this T option, params string[] allowed)
        where T : Option
    {
        option.Validators.Add(result =>
        {
            var value = result.GetValueOrDefault<string>();
            if (value is not null && !allowed.Contains(value))
                result.AddError($"{option.Name} is one of {string.Join(", ", allowed)}; '{value}' is none of them.");
        });
        return option;
    }

    private static T Described<T>(T option, string variable, string help)
        where T : Option
    {
        option.Description = $"{help} [{variable}]";
        return option;
    }

    internal static string? Variable(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
