using System.Security.Cryptography;
using System.Text;
using Bidline.Sip.Dialogs;
using Bidline.Sip.Messages;

namespace Bidline.Sip.Targets;

/// <summary>
/// Answers a target's 401 or 407, once, with the credentials of that dial alone, and only when the challenge came from
/// the very address that was dialled (reliability.md F49).
/// </summary>
internal static class Challenges
{
    public static bool TryAnswer(
        EdgeCore core, TargetDial dial, SipMessage response, out ReadOnlySpan<byte> credentials)
    {
        credentials = default;
        core.Counters.Challenges++;
        var order = dial.Request!.Order;
        var isFromDialled = response.Source.Address == dial.Request.Address.Address
            && response.Source.Transport == dial.Request.Address.Transport;
        if (order.DigestUser is { } user && isFromDialled && Choose(response) is { } challenge
            && MayAnswer(dial, challenge))
        {
            dial.TimesChallenged++;
            credentials = Line(response.Status, challenge, user, order.DigestSecret ?? "", dial);
            return true;
        }

        core.Counters.ChallengesIgnored++;
        return false;
    }

    /// <summary>A nonce that grew stale may be answered once more; otherwise the secret is simply wrong.</summary>
    private static bool MayAnswer(TargetDial dial, DigestChallenge challenge) =>
        dial.TimesChallenged == 0 || (dial.TimesChallenged == 1 && challenge.IsStale);

    /// <summary>RFC 8760 2.4: the strongest that we speak.</summary>
    private static DigestChallenge? Choose(SipMessage response)
    {
        var id = response.Status == 401 ? HeaderId.WwwAuthenticate : HeaderId.ProxyAuthenticate;
        DigestChallenge? chosen = null;
        for (var i = response.Find(id); i >= 0; i = response.Find(id, i + 1))
        {
            var challenge = DigestChallenge.Read(Encoding.UTF8.GetString(response.Value(i)));
            if (challenge is not null && (chosen is null || challenge.IsSha256)) chosen = challenge;
        }

        return chosen;
    }

    private static byte[] Line(int status, DigestChallenge challenge, string user, string secret, TargetDial dial)
    {
        var name = status == 401 ? "Authorization" : "Proxy-Authorization";
        var uri = Encoding.ASCII.GetString(dial.Leg.RemoteTarget);
        var clientNonce = RandomNumberGenerator.GetHexString(16, lowercase: true);
        var line = $"{name}: {Digest.Header(challenge, user, secret, "INVITE", uri, clientNonce)}";
        // A realm is a stranger's text: it cannot hold a line end, as it came out of one line, but nothing is left to that.
        return Encoding.UTF8.GetBytes(line.ReplaceLineEndings(" ") + "\r\n");
    }
}
