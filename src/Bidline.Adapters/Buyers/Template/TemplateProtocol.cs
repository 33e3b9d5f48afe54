using System.Buffers;
using Bidline.Auctions;
using Bidline.Campaigns;
using Bidline.Campaigns.Templates;

namespace Bidline.Adapters.Buyers.Template;

/// <summary>
/// No dialect but a description of one: the market says how the bidder is asked, understood and, where it wants that,
/// asked again before the dial.
/// </summary>
internal sealed class TemplateProtocol : IConfirmingProtocol
{
    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _buffer;

    public string Name => "template";

    public BidderHttpRequest Write(BidRequest request, BidderTerms terms) =>
        Message(TemplateOf(terms).Ask, terms.Url, new CallValues(request, null).Of);

    public BidAnswer Read(BidderHttpAnswer answer, BidRequest request, BidderTerms terms)
    {
        var template = TemplateOf(terms);
        var read = new TemplateReader(template.Answer).ReadBid(answer, request.Floor.Currency);
        return read is BidAnswer.Bid bid && template.Confirm is not null ? bid with { MustConfirm = true } : read;
    }

    public ConfirmMessage WriteConfirmation(WonBid won, BidderTerms terms)
    {
        var ask = TemplateOf(terms).Confirm!.Ask;
        FieldValues values = new CallValues(won.Request, won.Bid).Of;
        var shown = ask.Fields
            .Where(field => values(field) is { Length: > 0 })
            .Select(field => field.ShownAs)
            .OfType<string>()
            .Distinct();
        return new ConfirmMessage(Message(ask, null, values), [.. shown]);
    }

    public BidAnswer ReadConfirmation(BidderHttpAnswer answer, WonBid won, BidderTerms terms) =>
        new TemplateReader(TemplateOf(terms).Confirm!.Answer).ReadConfirmation(answer, won.Bid);

    private static BidderTemplate TemplateOf(BidderTerms terms) => terms.Template
        ?? throw new InvalidOperationException("A market does not apply with a template bidder that has no template.");

    private static BidderHttpRequest Message(RequestTemplate ask, Uri? fixedUrl, FieldValues values) => new(
        ask.Method,
        fixedUrl is not null && ask.Url.IsFixed ? fixedUrl : new Uri(ask.Url.Render(values)),
        [.. ask.Headers.Select(header => KeyValuePair.Create(header.Key, header.Value.Render(values)))],
        ask.ContentType,
        ask.Body is { } body ? Written(body, values) : default);

    private static ReadOnlyMemory<byte> Written(TextTemplate body, FieldValues values)
    {
        var buffer = _buffer ??= new ArrayBufferWriter<byte>(1024);
        buffer.ResetWrittenCount();
        body.Write(buffer, values);
        return buffer.WrittenSpan.ToArray();
    }
}
