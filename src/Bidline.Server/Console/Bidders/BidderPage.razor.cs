using System.Security.Claims;
using Bidline.Accounts;
using Bidline.Auctions;
using Bidline.Auctions.Trials;
using Bidline.Calls;
using Bidline.Campaigns;
using Bidline.Campaigns.Entries;
using Bidline.Primitives;
using Bidline.Server.Api;
using Bidline.Server.Console.Bidders.Answers;
using Bidline.Server.Console.Bidders.Trial;
using Bidline.Server.Console.Entrance;
using Bidline.Server.Console.Frame;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.JSInterop;

namespace Bidline.Server.Console.Bidders;

/// <summary>
/// One bidder: asks it about a call that does not exist, shows what went over the wire and what it means, and lets a
/// person say what the values of a template bidder's answer are. What is shown is not in the address: a link must not
/// make a stranger's server be asked.
/// </summary>
public sealed partial class BidderPage : IAsyncDisposable
{
    private readonly SampleCall _sample = new();
    private readonly CancellationTokenSource _gone = new();
    private IJSObjectReference? _copying;
    private Naming _names = new(null);
    private BidderRow? _row;
    private IReadOnlyList<(string Key, string Word)> _sales = [];
    private IReadOnlyList<Mistake> _mistakes = [];
    private bool _mayChange;
    private bool _isAsking;
    private string? _refusal;
    private string? _said;
    private TrialOrder? _order;
    private TrialReport? _trial;
    private BidAnswer? _answer;
    private IReadOnlyList<TrialVerdict> _verdicts = [];
    private AnswerLayout? _layout;
    private AnswerEntry? _draft;
    private IReadOnlyList<Mistake> _draftMistakes = [];
    private MappingOutcome.Tried? _tried;
    private string? _saved;

    [Parameter, EditorRequired]
    public required string Target { get; set; }

    [CascadingParameter]
    public Task<AuthenticationState>? Who { get; set; }

    [Inject]
    public required BookShelf Shelf { get; set; }

    [Inject]
    public required MarketKeeper Keeper { get; set; }

    [Inject]
    public required BidderHealth Health { get; set; }

    [Inject]
    public required BidderTrial Trial { get; set; }

    [Inject]
    internal AnswerMapping Mapping { get; set; } = null!;

    [Inject]
    internal ApiSettings Settings { get; set; } = null!;

    [Inject]
    public required Audit Audit { get; set; }

    [Inject]
    public required IJSRuntime Script { get; set; }

    public async ValueTask DisposeAsync()
    {
        await _gone.CancelAsync();
        _gone.Dispose();
        await BrowserScript.LeaveAsync(_copying);
    }

    protected override async Task OnParametersSetAsync()
    {
        _mayChange = Who is not null && ConsoleAuthor.MayChange((await Who).User);
        _names = new Naming(Shelf.Current);
        _row = BidderRow.Find(Shelf.Current, Keeper.Current, Health, Target);
        _sales = _row is null ? [] : [.. SalesOf(_row.Target)];
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender) _copying = await BrowserScript.EnterAsync(Script, $"./{Assets["_content/Bidline.Server/call.js"]}");
    }

    private bool IsFiltered(TargetId target) =>
        Shelf.Current.Targets.GetValueOrDefault(target)?.Price is TargetPrice.Bidder { Terms.LearnedFilter: true };

    private IEnumerable<(string Key, string Word)> SalesOf(TargetId target) =>
        from campaign in Shelf.Current.Campaigns.Values
        where campaign.Tiers.Any(tier => tier.Targets.Any(place => place.Target == target))
        from publisher in campaign.Publishers.Keys
        orderby campaign.Id.Value, publisher.Value
        select ($"{campaign.Id}/{publisher}", $"{campaign.Name}, {_names.Of(publisher)}");

    private async Task SendAsync()
    {
        var user = await UserAsync();
        (_refusal, _mistakes) = (null, _sample.Check(Target, out var order));
        if (_mistakes.Count > 0 || _isAsking) return;
        _isAsking = true;
        try
        {
            var outcome = await Trial.RunAsync(Shelf.Current, order);
            if (outcome is TrialOutcome.Done { Report: var report })
            {
                await Audit.NoteAsync(ConsoleAuthor.Of(user), BidderRoutes.NoteOf(report));
                Show(order, report);
            }
            else _refusal = RefusalOf(outcome);
        }
        finally
        {
            _isAsking = false;
        }

        _row = BidderRow.Find(Shelf.Current, Keeper.Current, Health, Target);
    }

    private void Show(TrialOrder order, TrialReport report)
    {
        (_order, _trial, _answer, _verdicts) = (order, report, report.Answer, report.Verdicts);
        (_tried, _saved, _draftMistakes) = (null, null, []);
        _layout = report.Exchange?.Answer is { Body.Length: > 0 } got ? AnswerLayout.Of(got.Body) : null;
        _draft = _layout is not null && _mayChange && report.Exchange!.Answer!.IsCut is false ? PresentMapping() : null;
        _said = Meant.Of(report.Answer).Words;
    }

    /// <summary>Null when no template describes this bidder. A partner's template is part of it.</summary>
    private AnswerEntry? PresentMapping()
    {
        var bidder = Keeper.Current.Targets.FirstOrDefault(target => target.Id == Target)?.Price.Bidder;
        if (bidder is null || _trial?.Terms.Template is null) return null;
        var whole = bidder.Partner is { } name && Settings.Partners.TryGetValue(name, out var partner)
            ? partner.Complete(bidder)
            : bidder;
        return whole.Answer ?? new AnswerEntry();
    }

    private Task ChooseAsync((Meaning Meaning, AnswerPart Part) chosen) =>
        TryAsync(chosen.Meaning.Chosen(_draft!, _layout!.Format, chosen.Part));

    private Task RemoveAsync(Meaning meaning) => TryAsync(meaning.Put(_draft!, null, ""));

    private async Task UndoAsync()
    {
        if (PresentMapping() is { } present) await TryAsync(present);
    }

    /// <summary>Reads the same answer by the draft, as the market would if it were saved.</summary>
    private async Task TryAsync(AnswerEntry draft)
    {
        (_draft, _saved, _draftMistakes) = (draft, null, []);
        var exchange = _trial!.Exchange!;
        switch (await Mapping.TryAsync(_order!, draft, exchange.Answer!, exchange.Times.Taken, _gone.Token))
        {
            case MappingOutcome.Tried { Outcome: TrialOutcome.Read(var answer, var verdicts) } tried:
                (_tried, _answer, _verdicts) = (tried, answer, verdicts);
                _said = Meant.Of(answer).Words;
                break;
            case MappingOutcome.Refused refused:
                (_tried, _draftMistakes) = (null, refused.Mistakes);
                _said = refused.Mistakes[0].Detail;
                break;
            default:
                _refusal = "The market has changed meanwhile: this bidder is not read by a template any more.";
                break;
        }
    }

    private async Task SaveAsync()
    {
        var user = await UserAsync();
        var result = await Mapping.SaveAsync(
            new TargetId(Target), _draft!, _tried!.Version, ConsoleAuthor.Of(user), _gone.Token);
        switch (result)
        {
            case ApplyResult.Applied applied:
                await TryAsync(_draft!);
                _said = _saved = $"Saved as version {applied.Version} of the market.";
                break;
            case ApplyResult.Outdated:
                await TryAsync(_draft!);
                _said = _saved = "Somebody changed the market meanwhile; nothing was saved. Look at the changes again.";
                break;
            case ApplyResult.Refused refused:
                _draftMistakes = refused.Mistakes;
                break;
        }
    }

    /// <summary>Whoever is here now: a role may have been taken away since the page was opened.</summary>
    private async Task<ClaimsPrincipal> UserAsync()
    {
        var user = (await Who!).User;
        return ConsoleAuthor.MayChange(user)
            ? user
            : throw new UnauthorizedAccessException("This role may look at bidders, not ask them.");
    }

    private static string RefusalOf(TrialOutcome outcome) => outcome switch
    {
        TrialOutcome.TooSoon(var wait) =>
            $"Bidders are tested one at a time, not by load. Try again in {Math.Ceiling(wait.TotalSeconds):0} s.",
        TrialOutcome.NotSoldThere => "This target gets no calls of that campaign and publisher any more.",
        _ => "The market has changed meanwhile: this target has no bidder any more.",
    };
}
