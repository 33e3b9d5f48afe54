using Bidline.Accounts;
using Bidline.Calls.Reasons;
using Bidline.Campaigns;
using Bidline.Postbacks;
using Bidline.Primitives;
using Bidline.Qualification;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Bidline.Server.Api;

/// <summary>What became of a call, as its buyer's system knows it.</summary>
internal sealed record ConversionRequest
{
    /// <summary>The one that the call's terms wait for unless given.</summary>
    public string? Event { get; init; }

    /// <summary>What was sold, zero or more: "1200.00".</summary>
    public Amount? Amount { get; init; }

    /// <summary>The market's unless given.</summary>
    public string? Currency { get; init; }
}

/// <param name="State">taken (booked once the call is settled), booked or refused.</param>
/// <param name="Amount">What was said to be sold.</param>
/// <param name="Revenue">What it added to what the buyer pays; absent until it is booked.</param>
/// <param name="Reason">Of a refused one.</param>
internal sealed record ConversionAnswer(
    string Id, string Object, string Call, string Buyer, string Event, string Currency, string? Amount, string State,
    string? Revenue, string? Transaction, string? Reason, string? Text, DateTimeOffset ReportedAt)
{
    public static ConversionAnswer Of(Conversion it) => new(
        it.Id.ToString(), "conversion", it.Call.ToString(), it.Buyer.Value, it.Event,
        (it.Amount ?? it.Revenue)?.Currency.Code ?? "", it.Amount?.ToDecimalString(), it.State,
        it.Revenue?.ToDecimalString(), it.Posted?.ToString(), it.Reason?.Code,
        it.Reason is { } reason ? ReasonCatalogue.Say(reason) : null, it.ReportedAt);
}

/// <summary>/v1/conversions: for buyers' systems.</summary>
internal static class ConversionRoutes
{
    public const string Path = "/v1/conversions";

    private const string HowTo =
        "The id is the call's. The first valid report of an event wins; a repeated one gets its answer (200); another amount "
        + "for it is written down and refused (409). Signed with the buyer's notice secret (Standard Webhooks) it is refused "
        + "when it is forged, older than 5 minutes or replayed.";

    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup(Path).WithTags("conversions");
        group.MapGet("/", ListAsync).For(Role.Viewer).WithName("list_conversions")
            .WithSummary("List what buyers posted back, newest first").Reads<Page<ConversionAnswer>>().Lists()
            .WithDescription("Filters: buyer, call, state (taken, booked, refused). Pages with ?limit= and ?after=.");
        group.MapPost("/{id}", PostAsync).RequireAuthorization(Access.ConversionPolicy).WithName("post_conversion")
            .WithSummary("Post back what became of a call").WithDescription(HowTo)
            .Takes<ConversionRequest>().Reads<ConversionAnswer>(StatusCodes.Status201Created)
            .Produces<ConversionAnswer>().MayMiss().Refuses(409, 422);
        group.MapGet("/{id}", GetAsync).RequireAuthorization(Access.ConversionPolicy).WithName("post_conversion_by_address")
            .WithSummary("Post back what became of a call, by systems that can only call an address")
            .WithDescription(HowTo + " Parameters: event, amount, currency, and key for a key that may do nothing else.")
            .Reads<ConversionAnswer>(StatusCodes.Status201Created).Produces<ConversionAnswer>().MayMiss().Refuses(409, 422);
        ConversionImport.Map(group);
    }

    /// <summary>Why an amount is none of ours; null when it can be taken.</summary>
    public static Mistake? Read(string? text, string? currency, Currency ours, out Money? amount)
    {
        amount = null;
        if (currency is not null && !currency.Equals(ours.Code, StringComparison.Ordinal))
        {
            return new Mistake(
                "/currency", "currency", $"\"{Cut(currency)}\" is not {ours.Code}.", $"amounts are in {ours.Code}");
        }

        if (text is null) return null;
        if (!Money.TryParse(text, ours, out var money))
        {
            return new Mistake(
                "/amount", "money", $"\"{Cut(text)}\" is not an amount: digits, a point and at most six decimals.",
                "write it like \"1200.00\"");
        }

        amount = money;
        return money.IsNegative ? new Mistake("/amount", "money_negative", $"{text} is below zero.") : null;
    }

    public static bool IsName(string? text) => text is null
        || (text.Length is > 0 and <= 40 && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '_' or '-'));

    private static async Task<IResult> PostAsync(
        HttpContext context, string id, Conversions conversions, SignedOnce signed, BookShelf shelf)
    {
        var body = await Body.ReadJsonAsync(context);
        if (body.Refusal is not null) return body.Refusal;
        var reading = body.Bytes.IsEmpty
            ? new BodyReading<ConversionRequest>(new ConversionRequest(), [])
            : JsonBody.Read<ConversionRequest>(body.Bytes);
        if (reading.Mistakes.Count > 0) return Problem.Invalid(context, reading.Mistakes);
        if (await SignatureRefusalAsync(context, signed, body.Bytes) is { } forged) return Refused(context, forged);
        var (name, amount) = (reading.Value.Event, reading.Value.Amount?.Text);
        return await TakeAsync(context, id, name, amount, reading.Value.Currency, conversions, shelf.Current.Currency);
    }

    private static async Task<IResult> GetAsync(HttpContext context, string id, Conversions conversions, BookShelf shelf)
    {
        var query = new Query(context);
        var (name, amount, currency, _) = (query.Text("event"), query.Text("amount"), query.Text("currency"), query.Text("key"));
        if (query.Refusal() is { } refusal) return refusal;
        return await TakeAsync(context, id, name, amount, currency, conversions, shelf.Current.Currency);
    }

    private static async Task<IResult> TakeAsync(
        HttpContext context, string id, string? name, string? text, string? currency, Conversions conversions, Currency ours)
    {
        if (!CallId.TryParse(id, out var call)) return Problem.NotFound(context, "such call");
        if (Read(text, currency, ours, out var amount) is { } mistake) return Problem.Invalid(context, [mistake]);
        if (!IsName(name))
        {
            return Problem.Invalid(
                context, [new Mistake("/event", "event_name", "An event is 1 to 40 of a-z, 0-9, '_' and '-'.")]);
        }

        var report = new ConversionReport(
            call, Access.ConversionsOf(context.User), name, amount, Access.AuthorOf(context).Name);
        return await conversions.TakeAsync(report, context.RequestAborted) switch
        {
            ConversionOutcome.Taken(var taken) =>
                Results.Json(ConversionAnswer.Of(taken), MarketJson.Full, statusCode: StatusCodes.Status201Created),
            ConversionOutcome.Repeated(var first) => Results.Json(ConversionAnswer.Of(first), MarketJson.Full),
            ConversionOutcome.Refused(var reason) => Refused(context, reason),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    private static async Task<Reason?> SignatureRefusalAsync(
        HttpContext context, SignedOnce signed, ReadOnlyMemory<byte> body)
    {
        var headers = context.Request.Headers;
        var signature = headers["webhook-signature"].ToString();
        // An operator's key speaks for every buyer: there is nobody whose secret could have signed.
        if (signature.Length == 0 || Access.ConversionsOf(context.User) is not { } buyer) return null;
        return await signed.RefusalAsync(
            buyer, headers["webhook-id"].ToString(), headers["webhook-timestamp"].ToString(), signature, body,
            context.RequestAborted);
    }

    private static IResult Refused(HttpContext context, Reason reason) => Problem.Answer(
        context,
        reason.Code switch
        {
            "conversion.unknown_call" => StatusCodes.Status404NotFound,
            "conversion.other_amount" or "conversion.replayed" => StatusCodes.Status409Conflict,
            _ => StatusCodes.Status422UnprocessableEntity,
        },
        reason.Code, "The conversion was refused; nothing was booked.", ReasonCatalogue.Say(reason));

    private static async Task<IResult> ListAsync(HttpContext context, Conversions conversions)
    {
        var query = new Query(context);
        var (limit, after, buyer) = (query.Limit(), query.Text("after"), query.Text("buyer"));
        var (call, state) = (query.Call("call"), query.Text("state"));
        if (query.Refusal() is { } refusal) return refusal;
        if (state is not (null or "taken" or "booked" or "refused"))
            return Problem.Invalid(context, [new Mistake("?state", "unknown_value", "taken, booked or refused")]);
        var rows = await conversions.ListAsync(
            buyer is null ? null : new BuyerId(buyer), call, state, after, limit + 1, context.RequestAborted);
        return Results.Json(
            Page<ConversionAnswer>.Of([.. rows.Select(ConversionAnswer.Of)], limit, row => row.Id), MarketJson.Full);
    }

    private static string Cut(string text) => text.Length > 80 ? text[..80] + "…" : text;
}
