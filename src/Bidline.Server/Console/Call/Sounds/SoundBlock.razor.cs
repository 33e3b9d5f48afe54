using System.Globalization;
using System.Security.Claims;
using Bidline.Accounts;
using Bidline.Primitives;
using Bidline.Recordings;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace Bidline.Server.Console.Call.Sounds;

/// <summary>Reads a call's recordings anew whenever the page has read the call anew.</summary>
public sealed partial class SoundBlock : ComponentBase
{
    private const int LooksMax = 20;

    private readonly Dictionary<int, string> _paths = [];
    private readonly Dictionary<int, IReadOnlyList<AuditLine>> _looks = [];
    private readonly HashSet<int> _missing = [];
    private IReadOnlyList<CallSound> _sounds = [];
    private ClaimsPrincipal? _user;

    [Parameter, EditorRequired]
    public CallId Call { get; set; }

    [CascadingParameter]
    public Task<AuthenticationState>? Who { get; set; }

    protected override async Task OnParametersSetAsync()
    {
        if (Who is not null) _user = (await Who).User;
        await ReadAsync();
    }

    private async Task ReadAsync()
    {
        var sounds = await Shelf.OfAsync(Call, CancellationToken.None);
        foreach (var sound in sounds)
            _looks[sound.Recording.Name.Attempt] = await Shelf.LooksAsync(sound, LooksMax, CancellationToken.None);
        _sounds = sounds;
    }

    private async Task ListenAsync(CallSound sound)
    {
        var number = sound.Recording.Name.Attempt;
        if (await Desk.ListenAsync(_user!, sound) is { } path) _paths[number] = path;
        else _missing.Add(number);
        await ReadAsync();
    }

    private string Looks(int number) => _looks[number].Count switch
    {
        0 => "nobody has listened",
        1 => "1 entry of who listened",
        LooksMax => $"the last {LooksMax} entries of who listened",
        var many => $"{many} entries of who listened",
    };

    private static string Spell(TimeSpan length) => length.ToString(
        length >= TimeSpan.FromHours(1) ? @"h\:mm\:ss" : @"m\:ss", CultureInfo.InvariantCulture);

    private static string Why(string cut) => cut switch
    {
        "disk" => "It ended early: the disk took no more.",
        "behind" => "It ended early: the disk was too slow.",
        _ => "It ended early: the server was killed.",
    };
}
