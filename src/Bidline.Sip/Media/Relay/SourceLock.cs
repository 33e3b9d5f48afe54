namespace Bidline.Sip.Media.Relay;

/// <summary>
/// Who is heard on a leg. Without a NAT only the described address; with one the first packet of an expected host decides,
/// once. After that nobody else gets in, and nothing they send moves where our packets go (reliability.md F46).
/// </summary>
internal sealed class SourceLock
{
    private MediaAddress _described;
    private MediaAddress _heard;
    private MediaAddress _alsoFrom;
    private bool _mayLearn;

    /// <summary>Where our packets go: the described address until another one was learned.</summary>
    public MediaAddress Destination { get; private set; }

    public bool Learned { get; private set; }

    /// <summary>The one peer of this leg, once nothing is left to be learned; none before.</summary>
    public MediaAddress Settled => _mayLearn ? default : Destination;

    /// <summary>The same description again (a session refresh, a hold) keeps what was learned.</summary>
    /// <returns>Whether somebody else may speak now.</returns>
    public bool Describe(MediaRemote remote)
    {
        if (!remote.Rtp.IsNone && remote.Rtp == _described)
        {
            return false;
        }

        if (remote.Rtp.IsNone)
        {
            Destination = default;
            _described = default;
            return false;
        }

        _described = remote.Rtp;
        _heard = remote.MayDiffer ? default : remote.Rtp;
        _alsoFrom = remote.AlsoFrom;
        _mayLearn = remote.MayDiffer;
        Destination = remote.Rtp;
        Learned = false;
        return true;
    }

    public void Forget()
    {
        _described = _heard = _alsoFrom = Destination = default;
        _mayLearn = Learned = false;
    }

    public bool Admits(in MediaAddress from)
    {
        if (from == _heard)
        {
            return true;
        }

        if (!_mayLearn || !(from.SameHost(_described) || from.SameHost(_alsoFrom)))
        {
            return false;
        }

        _mayLearn = false;
        _heard = from;
        Learned = from != _described;
        Destination = from;
        return true;
    }

    /// <summary>RTCP may come from another port of the host that is heard.</summary>
    public bool AdmitsReport(in MediaAddress from) => from.SameHost(_heard.IsNone ? _described : _heard);
}
