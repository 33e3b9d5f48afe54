using Bidline.Campaigns;
using Bidline.Enrichment;

namespace Bidline.Routing.Sieve;

/// <summary>Who minds a withheld number, or an attestation that is weak. Targets that ask for nothing cost nothing.</summary>
internal sealed class CallerBits
{
    private static readonly string?[] Levels = [null, "C", "B", "A"];

    private readonly ulong[]? _takesAnonymous;
    private readonly ulong[][]? _takesLevel;

    public CallerBits(Target[] targets)
    {
        if (Array.Exists(targets, target => target.Callers.BlocksAnonymous))
            _takesAnonymous = Bits.Of(targets.Length, i => !targets[i].Callers.BlocksAnonymous);
        if (!Array.Exists(targets, target => target.Callers.Attestation is not null)) return;
        _takesLevel = Array.ConvertAll(Levels, level => Bits.Of(
            targets.Length, i => RankOf(level) >= RankOf(targets[i].Callers.Attestation)));
    }

    public void Narrow(Narrowing left, CallerProfile profile)
    {
        if (_takesAnonymous is not null && !profile.Caller.IsSet) left.Keep(_takesAnonymous, "not_asked.anonymous");
        if (_takesLevel is not null) left.Keep(_takesLevel[RankOf(profile.Attestation)], "not_asked.attestation");
    }

    private static int RankOf(string? level) => Math.Max(0, Array.IndexOf(Levels, level));
}
