using Bidline.Postbacks;
using Bidline.Storage;
using Bidline.Tests.Storage;
using Microsoft.AspNetCore.Http;
using Shouldly;
using StandardWebhooks;
using StandardWebhooks.Diagnostics;
using Xunit;

namespace Bidline.Tests.Postbacks;

/// <summary>What we send, judged by somebody else's library of Standard Webhooks.</summary>
public sealed class StandardWebhooksTests
{
    public static TheoryData<StoreKind> Kinds => TestStore.Kinds;

    [Theory, MemberData(nameof(Kinds))]
    public async Task Every_notice_that_is_sent_verifies_and_no_changed_one_does(StoreKind kind)
    {
        await using var receiver = await Receiver.StartAsync();
        await using var host = await SendingHost.StartAsync(kind);
        host.Clock.SetUtcNow(TimeProvider.System.GetUtcNow());
        host.Places["target:acme"] = receiver.Url;
        for (var i = 0; i < 20; i++)
        {
            await host.QueueAsync(
                $"k{i}", body: $"{{\"type\":\"bid.won\",\"data\":{{\"i\":{i},\"text\":\"Straße ☎ 🎉 \\\"{new string('x', i * 50)}\\\"\"}}}}");
        }

        await host.SweepAsync();

        receiver.All.Count.ShouldBe(20);
        foreach (var notice in receiver.All)
        {
            Should.NotThrow(() => Verify(SendingHost.Secret, notice.Text, notice.Headers));
            ShouldRefuse(SendingHost.Secret, notice.Text + " ", notice.Headers);
            ShouldRefuse(WebhookSignature.NewSecret(), notice.Text, notice.Headers);
            ShouldRefuse(SendingHost.Secret, notice.Text, new(notice.Headers) { ["webhook-id"] = "evt_other" });
        }
    }

    /// <summary>This library passes over the last of several signatures (1.1.2), so a third one stands behind the two.</summary>
    [Fact]
    public void While_a_secret_is_changed_both_the_old_and_the_new_verify()
    {
        var (old, next) = (WebhookSignature.NewSecret(), WebhookSignature.NewSecret());

        var headers = new Dictionary<string, string>(WebhookSignature.Headers(
            "evt_1", TimeProvider.System.GetUtcNow(), "{}"u8, [next, old, WebhookSignature.NewSecret()]));

        Should.NotThrow(() => Verify(old, "{}", headers));
        Should.NotThrow(() => Verify(next, "{}", headers));
    }

    [Fact]
    public void What_was_sent_long_ago_does_not_verify_any_more()
    {
        var headers = new Dictionary<string, string>(WebhookSignature.Headers(
            "evt_1", TimeProvider.System.GetUtcNow().AddMinutes(-6), "{}"u8, [SendingHost.Secret]));

        ShouldRefuse(SendingHost.Secret, "{}", headers);
    }

    private static void ShouldRefuse(string secret, string body, Dictionary<string, string> headers) =>
        Should.Throw<WebhookVerificationException>(() => Verify(secret, body, headers));

    private static void Verify(string secret, string body, Dictionary<string, string> headers)
    {
        var sent = new HeaderDictionary();
        foreach (var (name, value) in headers) sent[name] = value;
        new StandardWebhook(secret).Verify(body, sent);
    }
}
