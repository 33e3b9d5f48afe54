namespace Bidline.Campaigns.Lists;

/// <summary>Rising numbers as their differences, seven bits a byte: a million telephone numbers are some 3 MB.</summary>
internal static class PackedLongs
{
    public static byte[] Write(IEnumerable<long> rising)
    {
        var bytes = new MemoryStream();
        var last = 0L;
        foreach (var value in rising)
        {
            var difference = (ulong)(value - last);
            last = value;
            for (; difference >= 0x80; difference >>= 7) bytes.WriteByte((byte)(difference | 0x80));
            bytes.WriteByte((byte)difference);
        }

        return bytes.ToArray();
    }

    public static long[] Read(byte[] bytes)
    {
        var values = new long[bytes.Count(one => one < 0x80)];
        var (count, last, difference, shift) = (0, 0L, 0UL, 0);
        foreach (var one in bytes)
        {
            difference |= (ulong)(one & 0x7f) << shift;
            shift += 7;
            if (one >= 0x80) continue;
            values[count++] = last += (long)difference;
            (difference, shift) = (0, 0);
        }

        return values;
    }

    /// <summary>Sorted, each once.</summary>
    public static long[] Sorted(List<long> values)
    {
        var sorted = values.ToArray();
        Array.Sort(sorted);
        var count = 0;
        foreach (var value in sorted)
            if (count == 0 || sorted[count - 1] != value)
                sorted[count++] = value;
        Array.Resize(ref sorted, count);
        return sorted;
    }
}
