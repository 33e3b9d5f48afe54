using Bidline.Server.Api;
using Bidline.Sip;

namespace Bidline.Server.Hosting;

/// <summary>What the SIP edge and its media have seen, for /metrics. Empty until the edge is open.</summary>
internal sealed class EdgeFigures
{
    private volatile SipEdge? _edge;

    public void Watch(SipEdge edge) => _edge = edge;

    public IEnumerable<Metric> Read() => _edge is not { } edge ? [] :
        [.. Traffic(edge.Counters), .. Dropped(edge.Counters), .. Refused(edge.Counters), .. Media(edge.Media), Recordings(edge)];

    private static IEnumerable<Metric> Traffic(SipEdgeCounters sip) =>
    [
        new("bidline_sip_messages_in_total", "SIP messages received.", true, sip.MessagesIn),
        new("bidline_sip_messages_out_total", "SIP messages sent.", true, sip.MessagesOut),
        new("bidline_sip_calls_total", "Calls taken from trunks.", true, sip.CallsIn),
        new("bidline_sip_calls_active", "Calls that have not ended.", false, sip.CallsActive),
        new("bidline_sip_dials_total", "Targets dialled.", true, sip.Dials),
        new("bidline_sip_retransmissions_total", "INVITEs that came again.", true, sip.Retransmissions),
        new("bidline_sip_faults_total", "Bugs that were contained; anything but 0 is one.", true, sip.Faults),
    ];

    private static IEnumerable<Metric> Dropped(SipEdgeCounters sip) => Counted(
        "bidline_sip_dropped_total", "SIP messages that got no answer.",
        ("garbage", sip.Garbage), ("oversized", sip.Oversized), ("flood", sip.SourceFlooded), ("stray", sip.Stray));

    private static IEnumerable<Metric> Refused(SipEdgeCounters sip) => Counted(
        "bidline_sip_refused_total", "SIP requests that were refused.",
        ("malformed", sip.Malformed), ("unknown_source", sip.UnknownSource), ("rate", sip.OverRate),
        ("concurrency", sip.OverConcurrency), ("draining", sip.Drained), ("merged", sip.Merged),
        ("loop", sip.Looped), ("no_media_port", sip.NoMediaPort));

    private static IEnumerable<Metric> Media(MediaFigures media) =>
    [
        new("bidline_rtp_bridges", "Calls with media.", false, media.Bridges),
        new("bidline_rtp_ports_lent", "Port pairs in use.", false, media.PortsLent),
        new("bidline_rtp_relayed_total", "RTP packets relayed.", true, media.Relayed),
        .. Counted(
            "bidline_rtp_dropped_total", "RTP packets that were not relayed.",
            ("malformed", media.Malformed), ("foreign_source", media.ForeignSource), ("rate", media.OverRate),
            ("payload_type", media.PayloadType), ("no_call", media.NoCall), ("send_failed", media.SendFailed)),
    ];

    private static Metric Recordings(SipEdge edge) => new(
        "bidline_recordings_cut_total", "Recordings that ended before their call did: is the disk full?", true,
        edge.RecordingsCut);

    private static IEnumerable<Metric> Counted(string name, string help, params (string Why, long Count)[] counts) =>
        counts.Select(count => new Metric(name, help, true, count.Count, $"why=\"{count.Why}\""));
}
