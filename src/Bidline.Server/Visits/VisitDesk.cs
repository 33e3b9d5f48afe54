using System.Net;
using System.Text.Json;
using Bidline.Campaigns;
using Bidline.Enrichment.Places;
using Bidline.Primitives;
using Bidline.Tracking;
using Microsoft.AspNetCore.Http;

namespace Bidline.Server.Visits;

/// <summary>Takes what pages ask for: a number, another hold time for it, its end. Strangers, all of them.</summary>
internal sealed class VisitDesk(
    BookShelf shelf, NumberPools pools, VisitTickets tickets, VisitLimits limits, LookupFiles files,
    TimeProvider clock)
{
    public Task LeaseAsync(HttpContext context) => AnswerAsync(context, LeaseAsync);

    public Task RenewAsync(HttpContext context) => AnswerAsync(context, async (pool, body, _) =>
    {
        if (tickets.Read(pool.Id, body.Ticket) is not { } ticket) return Forged();
        var lease = await pools.RenewAsync(pool.Id, new LifeSign(ticket.Visit, body.IsActive, body.Request.Tags))
            .ConfigureAwait(false);
        return lease.Number is null
            ? (StatusCodes.Status410Gone, PageAnswer.Refused(lease.Why!))
            : Of(pool, ticket.Visitor, lease);
    });

    public Task ReleaseAsync(HttpContext context) => AnswerAsync(context, async (pool, body, _) =>
    {
        if (tickets.Read(pool.Id, body.Ticket) is not { } ticket) return Forged();
        return await pools.ReleaseAsync(pool.Id, ticket.Visit).ConfigureAwait(false)
            ? (StatusCodes.Status200OK, PageAnswer.Unlent(pool, body.Ticket, Reason.Of("visit.over")))
            : (StatusCodes.Status503ServiceUnavailable, PageAnswer.Refused(Reason.Of("visit.not_now")));
    });

    private async Task<(int Status, PageAnswer Answer)> LeaseAsync(NumberPool pool, VisitBody body, string address)
    {
        var known = tickets.Read(pool.Id, body.Ticket);
        if (known is null && body.Ticket is not null) return Forged();
        if (Device.IsRobot(body.Request.UserAgent)) return Unlent(Reason.Of("visit.robot"));
        if (known is null && limits.WhyNotAnother(pool, address) is { } tooMany) return Unlent(tooMany);
        var visitor = known?.Visitor ?? VisitorId.New(clock);
        var facts = VisitReading.Read(body.Request, pool) with
        {
            Place = IPAddress.TryParse(address, out var from) ? files.Addresses?.Invoke(from) : null,
        };
        var order = new LeaseOrder(VisitId.New(clock), visitor, known is not null, facts, address);
        return Of(pool, visitor, await pools.LeaseAsync(pool.Id, order).ConfigureAwait(false));

        (int, PageAnswer) Unlent(Reason why) => (StatusCodes.Status200OK, PageAnswer.Unlent(pool, body.Ticket, why));
    }

    private (int, PageAnswer) Of(NumberPool pool, VisitorId visitor, Lease lease)
    {
        var ticket = tickets.Write(pool.Id, new VisitTicket(visitor, lease.Visit));
        return (StatusCodes.Status200OK, lease.Number is { } number
            ? PageAnswer.Lent(pool, number, ticket, lease.Until!.Value)
            : PageAnswer.Unlent(pool, ticket, lease.Why!));
    }

    private async Task AnswerAsync(
        HttpContext context, Func<NumberPool, VisitBody, string, Task<(int Status, PageAnswer Answer)>> answer)
    {
        var address = VisitAddress.Of(context);
        var (status, said) = await DecideAsync(context, address, answer).ConfigureAwait(false);
        await PageAnswer.WriteAsync(context, status, said).ConfigureAwait(false);
    }

    private async Task<(int Status, PageAnswer Answer)> DecideAsync(
        HttpContext context, string address, Func<NumberPool, VisitBody, string, Task<(int Status, PageAnswer Answer)>> answer)
    {
        if (limits.WhyNot(address) is { } tooMany) return (StatusCodes.Status429TooManyRequests, PageAnswer.Refused(tooMany));
        var id = context.Request.RouteValues["pool"] as string ?? "";
        if (!shelf.Current.Pools.TryGetValue(new PoolId(id), out var pool))
            return (StatusCodes.Status404NotFound, PageAnswer.Refused(Reason.Of("visit.unknown_pool", ("pool", id))));
        var site = Uri.TryCreate(context.Request.Headers.Origin, UriKind.Absolute, out var origin) ? origin.Host : null;
        if (!pool.Takes(site))
        {
            var why = Reason.Of("visit.unknown_site", ("host", site ?? "an unknown host"));
            return (StatusCodes.Status403Forbidden, PageAnswer.Refused(why));
        }

        try
        {
            return await answer(pool, await VisitBody.ReadAsync(context).ConfigureAwait(false), address).ConfigureAwait(false);
        }
        catch (Exception e) when (e is JsonException or BadHttpRequestException)
        {
            var why = Reason.Of("visit.unreadable", ("why", VisitReading.Plain(e.Message, VisitReading.TextMax)));
            return (StatusCodes.Status400BadRequest, PageAnswer.Refused(why));
        }
    }

    private static (int, PageAnswer) Forged() =>
        (StatusCodes.Status403Forbidden, PageAnswer.Refused(Reason.Of("visit.unknown_ticket")));
}
