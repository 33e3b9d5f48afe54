using Bidline.Accounts;
using Bidline.Billing;
using Bidline.Campaigns;
using Bidline.Primitives;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Bidline.Server.Api;

/// <param name="Account">"buyer_prepaid:acme".</param>
/// <param name="Free">Balance less what is held for calls under way.</param>
internal sealed record AccountAnswer(
    string Account, string Kind, string? Party, string Currency, string Balance, string Held, string Free);

/// <param name="Amount">A debit is positive, a credit negative: the lines of a transaction sum to zero.</param>
/// <param name="Kind">opening, top_up, call or reversal.</param>
internal sealed record EntryAnswer(
    string Transaction,
    int Line,
    string Kind,
    string Memo,
    string Account,
    string? Party,
    string Currency,
    string Amount,
    string? Call,
    DateTimeOffset BookedAt);

/// <summary>/v1/ledger: what was booked, never changed.</summary>
internal static class LedgerRoutes
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1/ledger").WithTags("ledger");
        group.MapGet("/accounts", AccountsAsync).For(Role.Viewer).WithName("list_accounts")
            .WithSummary("Every account with its balance").Reads<Page<AccountAnswer>>();
        group.MapGet("/entries", EntriesAsync).For(Role.Viewer).WithName("list_entries")
            .WithSummary("Ledger lines, newest first").Reads<Page<EntryAnswer>>().Lists()
            .WithDescription("Filters: account (\"buyer_prepaid\"), party, call. Pages with ?limit= and ?after=.");
    }

    private static async Task<IResult> AccountsAsync(HttpContext context, Ledger ledger)
    {
        var query = new Query(context);
        var party = query.Text("party");
        if (query.Refusal() is { } refusal) return refusal;
        var accounts = await ledger.AccountsAsync(context.RequestAborted);
        var rows = accounts.Where(account => party is null || account.Account.Party == party).Select(Answer).ToList();
        return Results.Json(new Page<AccountAnswer>(rows, false, null), MarketJson.Full);
    }

    private static async Task<IResult> EntriesAsync(HttpContext context, Ledger ledger)
    {
        var query = new Query(context);
        var (account, party, call) = (query.Text("account"), query.Text("party"), query.Text("call"));
        var (limit, after) = (query.Limit(), query.Text("after"));
        if (query.Refusal() is { } refusal) return refusal;
        List<Mistake> mistakes = [];
        AccountKind? kind = null;
        if (ChartOfAccounts.TryParse(account, out var known)) kind = known;
        else if (account is not null) mistakes.Add(new Mistake("?account", "unknown_value", $"\"{account}\" is no account."));
        CallId? id = null;
        if (CallId.TryParse(call, out var parsed)) id = parsed;
        else if (call is not null) mistakes.Add(new Mistake("?call", "wrong_type", $"\"{call}\" is not a call's id."));
        if (mistakes.Count > 0) return Problem.Invalid(context, mistakes);
        var page = await ledger.EntriesAsync(new EntryQuery(kind, party, id, after, limit), context.RequestAborted);
        return Results.Json(
            new Page<EntryAnswer>([.. page.Lines.Select(Answer)], page.Next is not null, page.Next), MarketJson.Full);
    }

    private static AccountAnswer Answer(AccountBalance row) => new(
        row.Account.ToString(),
        ChartOfAccounts.CodeOf(row.Account.Kind),
        Party(row.Account),
        row.Balance.Currency.Code,
        row.Balance.ToDecimalString(),
        row.Held.ToDecimalString(),
        (row.Balance - row.Held).ToDecimalString());

    private static EntryAnswer Answer(EntryLine line) => new(
        line.Transaction.ToString(),
        line.Line,
        line.Kind,
        line.Memo,
        ChartOfAccounts.CodeOf(line.Account.Kind),
        Party(line.Account),
        line.Amount.Currency.Code,
        line.Amount.ToDecimalString(),
        line.Call?.ToString(),
        line.BookedAt);

    private static string? Party(Account account) => account.Party.Length == 0 ? null : account.Party;
}
