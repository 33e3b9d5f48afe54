namespace Bidline.Enrichment.Places;

/// <summary>
/// Reads CSV (RFC 4180) of any length row by row, in one buffer: no row and no value is ever a string of its own. A row
/// that does not end is given up at a limit.
/// </summary>
internal sealed class CsvStream(TextReader reader)
{
    /// <summary>Longer is no row: a quote was not closed.</summary>
    public const int RowMax = 64 * 1024;

    private readonly char[] _buffer = new char[32 * 1024];
    private readonly char[] _row = new char[RowMax];
    private readonly List<int> _ends = [];
    private int _at;
    private int _end;
    private int _length;
    private int _line = 1;

    /// <summary>Where the row that was read begins; the first line is 1.</summary>
    public int Line { get; private set; }

    /// <summary>The row was given up, and with it the file.</summary>
    public bool IsCut { get; private set; }

    /// <summary>Values of the row that was read.</summary>
    public int Count => _ends.Count;

    /// <summary>A value, trimmed; nothing for one that the row does not have.</summary>
    public ReadOnlySpan<char> this[int place] => place < 0 || place >= _ends.Count
        ? default
        : _row.AsSpan((place == 0 ? 0 : _ends[place - 1]).._ends[place]).Trim();

    /// <summary>False when there are no more rows, or the next one is too long.</summary>
    public bool Read()
    {
        _ends.Clear();
        (_length, Line) = (0, _line);
        for (var isQuoted = false; TryNext(out var next);)
        {
            if (next == '\n') _line++;
            if (isQuoted && next == '"')
            {
                isQuoted = TryPeek(out var after) && after == '"';
                if (!isQuoted) continue;
                _at++;
            }
            else if (!isQuoted)
            {
                if (next == '\n') return End();
                if (next == ',') _ends.Add(_length);
                if (next == '"') isQuoted = true;
                if (next is ',' or '"' or '\r') continue;
            }

            if (_length == RowMax) return !(IsCut = true);
            _row[_length++] = next;
        }

        return (_length > 0 || _ends.Count > 0) && End();
    }

    private bool End()
    {
        _ends.Add(_length);
        return true;
    }

    private bool TryNext(out char next)
    {
        if (!TryPeek(out next)) return false;
        _at++;
        return true;
    }

    private bool TryPeek(out char next)
    {
        if (_at == _end) (_at, _end) = (0, reader.Read(_buffer, 0, _buffer.Length));
        next = _end == 0 ? default : _buffer[_at];
        return _end > 0;
    }
}
