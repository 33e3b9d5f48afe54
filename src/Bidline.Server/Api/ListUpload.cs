using System.Text.Json;
using Bidline.Campaigns;
using Bidline.Campaigns.Entries;
using Bidline.Campaigns.Lists;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Bidline.Server.Api;

/// <summary>Takes a list's CSV as it streams in: first the content, then the version of the market that refers to it.</summary>
internal static class ListUpload
{
    public static async Task<IResult> PutAsync(
        HttpContext context, string id, MarketSection<ListEntry> section, MarketKeeper keeper, MarketArchive archive,
        TimeProvider clock, Func<ListEntry, IResult> answer)
    {
        var present = keeper.Current.Lists.FirstOrDefault(list => list.Id == id);
        var query = new Query(context);
        var (kind, name, _) = (query.Choice<ListKind>("kind") ?? present?.Kind, query.Text("name"), query.Flag("dry_run"));
        var purpose = query.Choice<ListPurpose>("purpose") ?? present?.Purpose;
        if (query.Refusal() is { } refusal) return refusal;
        if (kind is not { } known)
        {
            var missing = new Mistake("?kind", "missing", "It does not say of which kind the list is.",
                $"one of {string.Join(", ", Enum.GetNames<ListKind>().Select(JsonNamingPolicy.SnakeCaseLower.ConvertName))}");
            return Problem.Invalid(context, [missing]);
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = null; // ours is the limit
        await using var limited = new LimitedStream(context.Request.Body, ListSheet.LengthMax);
        var reading = await ListSheet.ReadAsync(limited, known, clock.GetUtcNow(), context.RequestAborted);
        if (limited.IsOver)
        {
            context.Response.Headers.Connection = "close";
            return Problem.Answer(
                context, StatusCodes.Status413PayloadTooLarge, "too_large", "The list is too large.",
                $"At most {ListSheet.LengthMax / 1024 / 1024} MB are accepted here.");
        }

        if (reading.List is not { } list) return Problem.Invalid(context, reading.Mistakes);
        await archive.Lists.SaveAsync(list, context.RequestAborted);
        return await new MarketEdit<ListEntry>(section, context, keeper).PutAsync(
            id,
            old => new BodyReading<ListEntry>(Entry(id, known, name ?? old?.Name, list) with { Purpose = purpose }, []),
            mayCreate: true,
            answer,
            "kind",
            "name",
            "purpose");
    }

    private static ListEntry Entry(string id, ListKind kind, string? name, ValueList list) =>
        new() { Id = id, Kind = kind, Name = name, Content = list.Hash };
}

/// <summary>Reads at most so much of another stream, whatever its length header said.</summary>
internal sealed class LimitedStream(Stream inner, long lengthMax) : Stream
{
    private long _read;

    /// <summary>There was more than is taken.</summary>
    public bool IsOver => _read > lengthMax;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => _read;
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (IsOver) return 0;
        var count = await inner.ReadAsync(buffer, cancellationToken);
        _read += count;
        return IsOver ? 0 : count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
