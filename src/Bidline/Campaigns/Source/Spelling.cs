namespace Bidline.Campaigns.Source;

/// <summary>Finds the word that somebody probably meant.</summary>
internal static class Spelling
{
    /// <summary>"did you mean "buyer"?", or null when nothing is near.</summary>
    public static string? Hint(string word, IEnumerable<string> known) =>
        Nearest(word, known) is { } near ? $"did you mean \"{near}\"?" : null;

    /// <summary>The nearest known word within a third of the word's length (at least 2 edits); null when none is.</summary>
    public static string? Nearest(string word, IEnumerable<string> known)
    {
        // Words of a person are short; a longer one is not a misspelling, and would cost a long comparison.
        if (word.Length is 0 or > 64) return null;
        var limit = Math.Max(2, word.Length / 3);
        return known
            .Select(candidate => (Candidate: candidate, Edits: Distance(word, candidate, limit)))
            .Where(pair => pair.Edits <= limit && pair.Edits < Math.Max(word.Length, pair.Candidate.Length))
            .OrderBy(pair => pair.Edits)
            .ThenBy(pair => pair.Candidate, StringComparer.Ordinal)
            .Select(pair => pair.Candidate)
            .FirstOrDefault();
    }

    /// <summary>Levenshtein's distance without regard to case; anything over the limit is just over it.</summary>
    private static int Distance(string one, string other, int limit)
    {
        if (Math.Abs(one.Length - other.Length) > limit) return limit + 1;
        var above = Enumerable.Range(0, other.Length + 1).ToArray();
        var row = new int[other.Length + 1];
        for (var i = 1; i <= one.Length; i++)
        {
            row[0] = i;
            for (var j = 1; j <= other.Length; j++)
            {
                var same = char.ToLowerInvariant(one[i - 1]) == char.ToLowerInvariant(other[j - 1]) ? 0 : 1;
                row[j] = Math.Min(Math.Min(row[j - 1], above[j]) + 1, above[j - 1] + same);
            }

            (above, row) = (row, above);
        }

        return above[other.Length];
    }
}
