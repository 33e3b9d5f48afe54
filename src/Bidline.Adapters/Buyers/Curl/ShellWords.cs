using System.Text;

namespace Bidline.Adapters.Buyers.Curl;

/// <summary>
/// Splits a pasted command into words as a POSIX shell does: '…', "…", $'…', backslashes. Lines may be continued with
/// a backslash, or with ^ as Windows does. Nothing is expanded. Pure.
/// </summary>
internal sealed class ShellWords
{
    private readonly List<string> _words = [];
    private readonly StringBuilder _word = new();
    private readonly string _text;
    private bool _isInWord;
    private int _at;

    private ShellWords(string text) => _text = text;

    /// <summary>Null and the problem when a quote is not closed.</summary>
    public static IReadOnlyList<string>? Of(string text, out string problem)
    {
        problem = "";
        var words = new ShellWords(text.Replace("\r\n", "\n").Replace("^\n", "\n").Replace("\\\n", " "));
        while (words._at < words._text.Length)
        {
            if (words.Step()) continue;
            problem = "A quotation mark is not closed.";
            return null;
        }

        words.End();
        return words._words;
    }

    private bool Step()
    {
        var c = _text[_at++];
        if (char.IsWhiteSpace(c)) return End();
        _isInWord = true;
        switch (c)
        {
            case '\'': return Until('\'', escapes: false);
            case '"': return Until('"', escapes: true);
            case '$' when Next == '\'':
                _at++;
                return AnsiQuoted();
            case '\\' when _at < _text.Length:
                _word.Append(_text[_at++]);
                return true;
            default:
                _word.Append(c);
                return true;
        }
    }

    private char Next => _at < _text.Length ? _text[_at] : '\0';

    private bool Until(char end, bool escapes)
    {
        while (_at < _text.Length)
        {
            var c = _text[_at++];
            if (c == end) return true;
            // Between double quotes a backslash protects these and is kept before anything else.
            if (escapes && c == '\\' && Next is '"' or '\\' or '$' or '`') c = _text[_at++];
            _word.Append(c);
        }

        return false;
    }

    private bool AnsiQuoted()
    {
        while (_at < _text.Length)
        {
            var c = _text[_at++];
            if (c == '\'') return true;
            _word.Append(c == '\\' && _at < _text.Length ? Escape(_text[_at++]) : c);
        }

        return false;
    }

    private char Escape(char c)
    {
        if (c == 'u' && _at + 4 <= _text.Length
            && ushort.TryParse(_text.AsSpan(_at, 4), System.Globalization.NumberStyles.HexNumber, null, out var unit))
        {
            _at += 4;
            return (char)unit;
        }

        return c switch
        {
            'n' => '\n',
            't' => '\t',
            'r' => '\r',
            _ => c,
        };
    }

    private bool End()
    {
        if (_isInWord) _words.Add(_word.ToString());
        _word.Clear();
        _isInWord = false;
        return true;
    }
}
