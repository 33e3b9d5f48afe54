using System.Text;

namespace Bidline.Tests.Faults;

/// <summary>Reads CSV as RFC 4180 has it, written apart from what writes ours: nothing is trimmed, nothing is undone.</summary>
internal static class Rfc4180
{
    public static IReadOnlyList<IReadOnlyList<string>> Read(string text)
    {
        var (rows, row, cell, isQuoted) = (new List<IReadOnlyList<string>>(), new List<string>(), new StringBuilder(), false);
        for (var i = 0; i < text.Length; i++)
        {
            var letter = text[i];
            if (isQuoted && letter == '"' && i + 1 < text.Length && text[i + 1] == '"') cell.Append(text[++i]);
            else if (letter == '"') isQuoted = !isQuoted;
            else if (isQuoted || letter is not (',' or '\r' or '\n')) cell.Append(letter);
            else if (letter == ',') End();
            else if (letter == '\n')
            {
                End();
                rows.Add(row);
                row = [];
            }
        }

        return rows;

        void End()
        {
            row.Add(cell.ToString());
            cell.Clear();
        }
    }
}
