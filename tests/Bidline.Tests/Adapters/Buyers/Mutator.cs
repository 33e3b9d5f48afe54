using System.Text;

namespace Bidline.Tests.Adapters.Buyers;

/// <summary>
/// Damages answers in the ways that parsers are known to disagree about (F28): the same seed gives the same damage.
/// </summary>
internal sealed class Mutator(int seed)
{
    private static readonly byte[][] Tokens =
    [
        .. new[]
        {
            "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u0000", "\\ud800", "null", "true", "false", "NaN", "Infinity",
            "-Infinity", "1e999", "1E5", "-5", "-0", "+1", "0x1F", "00", "0.0000001", "27,50", "27.50", "9007199254740993",
            "99999999999999999999", "\"31.50\"", "\"$31.50\"", "\"bid\":1,", "\"bid\":\"99\",", "\"b\\u0069d\":\"99\",",
            "\"no_bid\":{},", "//", "/*", "*/", "'", "\t", "\r\n", "<?xml?>", "%00",
        }.Select(Encoding.UTF8.GetBytes),
        [0xEF, 0xBB, 0xBF], [0xFF, 0xFE], [0xC3, 0x28], [0xED, 0xA0, 0x80], [0xC0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0],
    ];

    private readonly Random _random = new(seed);

    public byte[] Damage(byte[] body)
    {
        var damaged = body;
        for (var i = _random.Next(1, 4); i > 0; i--) damaged = Once(damaged);
        return damaged;
    }

    private byte[] Once(byte[] body) => _random.Next(8) switch
    {
        0 => body[.._random.Next(body.Length + 1)],
        1 => Put(body, Tokens[_random.Next(Tokens.Length)], 0),
        2 => Put(body, Tokens[_random.Next(Tokens.Length)], _random.Next(1, 8)),
        3 => Put(body, [(byte)_random.Next(256)], 1),
        4 => Put(body, Piece(body), 0),
        5 => Put(body, [], _random.Next(1, 12)),
        6 => [.. body, .. body],
        _ => Nested(body),
    };

    // These bytes instead of so many others, anywhere.
    private byte[] Put(byte[] body, byte[] bytes, int instead)
    {
        var at = _random.Next(body.Length + 1);
        var after = Math.Min(body.Length, at + instead);
        return [.. body[..at], .. bytes, .. body[after..]];
    }

    private byte[] Piece(byte[] body)
    {
        var from = _random.Next(body.Length + 1);
        return body[from..Math.Min(body.Length, from + _random.Next(1, 40))];
    }

    private byte[] Nested(byte[] body)
    {
        var depth = _random.Next(1, 40);
        return [.. Enumerable.Repeat((byte)'[', depth), .. body, .. Enumerable.Repeat((byte)']', depth)];
    }
}
