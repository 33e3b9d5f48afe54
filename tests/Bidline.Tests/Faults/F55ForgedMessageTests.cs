using System.Globalization;
using System.Text;
using Bidline.Accounts;
using Bidline.Postbacks;
using Bidline.Postbacks.Notices;
using Bidline.Primitives;
using Bidline.Storage;
using Bidline.Tests.Storage;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Faults;

/// <summary>F55: postbacks to us that are forged, replayed or old: none is accepted.</summary>
public sealed class F55ForgedMessageTests
{
    private static readonly BuyerId Acme = new("acme");
    private static readonly byte[] Body = Encoding.UTF8.GetBytes("{\"event\":\"sale\",\"amount\":\"900.00\"}");

    public static TheoryData<StoreKind> Kinds => TestStore.Kinds;

    [Theory, MemberData(nameof(Kinds))]
    public async Task F55_accepts_none_of_what_was_changed_or_signed_by_another(StoreKind kind)
    {
        await using var test = await TestStore.OpenAsync(kind);
        var (signed, secret) = await DeskAsync(test.Store);
        var accepted = 0;
        var dice = new Random(55);
        for (var i = 0; i < 300; i++)
        {
            var message = Message.Signed($"msg_{i}", TimeProvider.System.GetUtcNow(), Body, secret);
            var forged = (i % 6) switch
            {
                0 => message with { Body = Changed(message.Body, dice) },
                1 => message with { Id = message.Id + "x" },
                2 => message with { Timestamp = Later(message.Timestamp, dice.Next(1, 60)) },
                3 => message with { Signature = "v1," + Convert.ToBase64String(new byte[32]) },
                4 => message with { Signature = Twisted(message.Signature, dice) },
                _ => Message.Signed(message.Id, TimeProvider.System.GetUtcNow(), Body, WebhookSignature.NewSecret()),
            };
            if (await forged.SendAsync(signed) is null) accepted++;
        }

        accepted.ShouldBe(0);
        (await Message.Signed("msg_0", TimeProvider.System.GetUtcNow(), Body, secret).SendAsync(signed)).ShouldBeNull();
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task F55_accepts_a_recorded_message_once_however_often_it_comes(StoreKind kind)
    {
        await using var test = await TestStore.OpenAsync(kind);
        var (signed, secret) = await DeskAsync(test.Store);
        var message = Message.Signed("msg_1", TimeProvider.System.GetUtcNow(), Body, secret);

        var refusals = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => message.SendAsync(signed)));

        refusals.Count(refusal => refusal is null).ShouldBe(1);
        refusals.OfType<Reason>().Select(refusal => refusal.Code).Distinct().ShouldBe(["conversion.replayed"]);
    }

    [Theory]
    [InlineData(-301)]
    [InlineData(-86_400)]
    [InlineData(301)]
    public async Task F55_accepts_nothing_that_is_more_than_five_minutes_off(int seconds)
    {
        await using var test = await TestStore.OpenAsync(StoreKind.Sqlite);
        var (signed, secret) = await DeskAsync(test.Store);

        var old = Message.Signed("msg_1", TimeProvider.System.GetUtcNow().AddSeconds(seconds), Body, secret);

        (await old.SendAsync(signed))!.Code.ShouldBe("conversion.stale");
    }

    private static async Task<(SignedOnce Signed, string Secret)> DeskAsync(Store store)
    {
        var secrets = new NoticeSecrets(store, new Audit(store, TimeProvider.System), TimeProvider.System);
        return (new SignedOnce(store, secrets, TimeProvider.System), (await secrets.OfAsync(Acme, default))[0].Secret);
    }

    private static byte[] Changed(byte[] body, Random dice)
    {
        var changed = body.ToArray();
        changed[dice.Next(changed.Length)] ^= (byte)dice.Next(1, 256);
        return changed;
    }

    private static string Later(string timestamp, int seconds) =>
        (long.Parse(timestamp, CultureInfo.InvariantCulture) + seconds).ToString(CultureInfo.InvariantCulture);

    private static string Twisted(string signature, Random dice)
    {
        var letters = signature.ToCharArray();
        // Not the last letters: some of their bits are not part of the value.
        var at = dice.Next(3, letters.Length - 4);
        letters[at] = letters[at] == 'A' ? 'B' : 'A';
        return new string(letters);
    }

    private sealed record Message(string Id, string Timestamp, string Signature, byte[] Body)
    {
        public static Message Signed(string id, DateTimeOffset at, byte[] body, string secret)
        {
            var headers = WebhookSignature.Headers(id, at, body, [secret]).ToDictionary(pair => pair.Key, pair => pair.Value);
            return new Message(id, headers["webhook-timestamp"], headers["webhook-signature"], body);
        }

        public Task<Reason?> SendAsync(SignedOnce signed) =>
            signed.RefusalAsync(Acme, Id, Timestamp, Signature, Body, CancellationToken.None);
    }
}
