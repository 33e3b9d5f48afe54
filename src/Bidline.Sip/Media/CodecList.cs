namespace Bidline.Sip.Media;

/// <summary>Up to two codecs in order of preference, as a value.</summary>
internal readonly record struct CodecList
{
    private readonly AudioCodec _first;
    private readonly AudioCodec _second;

    private CodecList(int count, AudioCodec first, AudioCodec second)
    {
        Count = count;
        _first = first;
        _second = second;
    }

    public static CodecList None => default;

    public static CodecList Both => new(2, AudioCodec.Pcmu, AudioCodec.Pcma);

    public int Count { get; }

    public AudioCodec this[int index] => index == 0 && Count > 0 ? _first
        : index == 1 && Count > 1 ? _second
        : throw new ArgumentOutOfRangeException(nameof(index));

    public static CodecList Of(AudioCodec codec) => new(1, codec, default);

    public bool Contains(int payloadType) =>
        (Count > 0 && (int)_first == payloadType) || (Count > 1 && (int)_second == payloadType);

    /// <summary>Adds at the end; what is already there stays where it is.</summary>
    public CodecList Add(AudioCodec codec) => Contains((int)codec) ? this
        : Count == 0 ? Of(codec)
        : new CodecList(2, _first, codec);

    public CodecList Remove(int payloadType) =>
        !Contains(payloadType) ? this
        : Count == 1 ? None
        : Of((int)_first == payloadType ? _second : _first);

    /// <summary>What both lists have, in the order of this one.</summary>
    public CodecList Intersect(CodecList other)
    {
        CodecList common = None;
        for (int i = 0; i < Count; i++)
        {
            common = other.Contains((int)this[i]) ? common.Add(this[i]) : common;
        }

        return common;
    }

    public override string ToString() => Count switch { 0 => "none", 1 => $"{_first}", _ => $"{_first}, {_second}" };
}
