using System.Buffers.Binary;
using System.Net;
using System.Text;

namespace Bidline.Tests.Adapters.Lookups;

/// <summary>Writes small files in MaxMind's DB format 2.0, by its specification: IPv4, records of 24 bits.</summary>
internal sealed class MmdbWriter(string type)
{
    private const int Nothing = -1;
    private const int DataFrom = 1 << 24;

    private readonly List<int[]> _nodes = [[Nothing, Nothing]];
    private readonly MemoryStream _data = new();

    public MmdbWriter Add(string network, Dictionary<string, object> data)
    {
        var at = (int)_data.Length;
        Write(_data, data);
        var (address, length) = (IPNetwork.Parse(network).BaseAddress.GetAddressBytes(), IPNetwork.Parse(network).PrefixLength);
        var node = 0;
        for (var bit = 0; bit < length; bit++)
        {
            var side = (address[bit / 8] >> (7 - (bit % 8))) & 1;
            if (bit == length - 1) _nodes[node][side] = DataFrom + at;
            else
            {
                if (_nodes[node][side] == Nothing)
                {
                    _nodes.Add([Nothing, Nothing]);
                    _nodes[node][side] = _nodes.Count - 1;
                }

                node = _nodes[node][side];
            }
        }

        return this;
    }

    public byte[] ToFile()
    {
        var file = new MemoryStream();
        foreach (var record in _nodes.SelectMany(node => node))
        {
            var value = record == Nothing ? _nodes.Count : record >= DataFrom ? _nodes.Count + 16 + (record - DataFrom) : record;
            file.Write([(byte)(value >> 16), (byte)(value >> 8), (byte)value]);
        }

        file.Write(new byte[16]);
        file.Write(_data.ToArray());
        file.Write([0xAB, 0xCD, 0xEF]);
        file.Write("MaxMind.com"u8);
        Write(file, new Dictionary<string, object>
        {
            ["node_count"] = (uint)_nodes.Count,
            ["record_size"] = (ushort)24,
            ["ip_version"] = (ushort)4,
            ["database_type"] = type,
            ["languages"] = new List<object> { "en" },
            ["binary_format_major_version"] = (ushort)2,
            ["binary_format_minor_version"] = (ushort)0,
            ["build_epoch"] = (ulong)new DateTimeOffset(2026, 10, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds(),
            ["description"] = new Dictionary<string, object> { ["en"] = "made up" },
        });
        return file.ToArray();
    }

    private static void Write(Stream to, object value)
    {
        switch (value)
        {
            case string text:
                var utf8 = Encoding.UTF8.GetBytes(text);
                Control(to, 2, utf8.Length);
                to.Write(utf8);
                break;
            case ushort number: Number(to, 5, number); break;
            case uint number: Number(to, 6, number); break;
            case ulong number: Number(to, 9, number); break;
            case Dictionary<string, object> map:
                Control(to, 7, map.Count);
                foreach (var (key, inner) in map)
                {
                    Write(to, key);
                    Write(to, inner);
                }

                break;
            case List<object> list:
                Control(to, 11, list.Count);
                foreach (var inner in list) Write(to, inner);
                break;
        }
    }

    private static void Number(Stream to, int kind, ulong number)
    {
        Span<byte> all = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(all, number);
        var bytes = all.TrimStart((byte)0);
        Control(to, kind, bytes.Length);
        to.Write(bytes);
    }

    private static void Control(Stream to, int kind, int size)
    {
        var length = size < 29 ? size : 29;
        if (kind < 8) to.WriteByte((byte)((kind << 5) | length));
        else to.Write([(byte)length, (byte)(kind - 7)]);
        if (size >= 29) to.WriteByte((byte)(size - 29));
    }
}
