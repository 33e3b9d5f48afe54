using System.Text.Json;
using System.Text.Json.Serialization;
using Bidline.Calls;
using Bidline.Primitives;
using Bidline.Storage;
using CsCheck;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Calls;

public sealed class CallLogStatementsTests
{
    private static readonly CallId Call = CallId.New(TimeProvider.System);

    [Fact]
    public void Every_kind_of_event_comes_back_as_it_was_written() => GenCallEvent.Any.Sample(
        happened =>
        {
            var at = UnixMicros.At(1_700_000_000_000_123);
            var entry = new CallLogEntry(Call, 7, at, TimeSpan.FromMicroseconds(42), happened);

            var back = CallLogStatements.Read(RowOf(CallLogStatements.Insert(entry)));

            back.Seq.ShouldBe(entry.Seq);
            (back.At, back.Offset).ShouldBe((entry.At, entry.Offset));
            back.Event.ShouldBeEquivalentTo(entry.Event);
        },
        iter: 2_000);

    [Fact]
    public void Every_kind_of_event_is_generated_and_named_in_its_column()
    {
        var declared = typeof(CallEvent).GetCustomAttributes(typeof(JsonDerivedTypeAttribute), false)
            .Cast<JsonDerivedTypeAttribute>().Select(kind => kind.DerivedType);

        GenCallEvent.Later.Count.ShouldBe(declared.Count() - 1);
        typeof(CallEvent).GetNestedTypes().Where(kind => kind.IsSubclassOf(typeof(CallEvent)))
            .ShouldBe(declared, ignoreOrder: true);
    }

    [Fact]
    public void Money_is_written_as_decimal_text_beside_its_currency()
    {
        var settled = new CallEvent.Settled(
            Reason.Of("pay.qualified"), Reason.Of("pay.qualified"),
            Money.Usd(34m), Money.Usd(27.2m), Money.Usd(6.8m), null);

        var json = JsonSerializer.Serialize<CallEvent>(settled, StoredJson.Options);

        json.ShouldStartWith("""{"event":"settled",""");
        json.ShouldContain("\"payout\":{\"amount\":\"27.20\",\"currency\":\"USD\"}");
    }

    private static CallEventRow RowOf(Statement insert) => new()
    {
        CallId = (string)insert.Parameters[0]!,
        Seq = (int)insert.Parameters[1]!,
        At = (long)insert.Parameters[2]!,
        OffsetMicros = (long)insert.Parameters[3]!,
        Kind = (string)insert.Parameters[4]!,
        Body = (string)insert.Parameters[5]!,
    };
}
