using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Bidline.Server.Api;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Bidline.Server.Console.Call.Blocks;

/// <summary>What the page stands on: the exchanges, the log, and the call as the API gives it.</summary>
public sealed partial class EvidenceBlock
{
    // For people and tickets, not for a page: quotes and bullets may stay what they are.
    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private bool _isCopied;

    [Parameter, EditorRequired]
    public required ReadCall Call { get; set; }

    [Inject]
    public required NavigationManager Navigation { get; set; }

    [Inject]
    public required IJSRuntime Script { get; set; }

    /// <summary>As the API answers somebody who may not see the caller's number.</summary>
    private async Task CopyJsonAsync()
    {
        var json = Traces.Whole(Call.Row, inFull: false, Call.Trace).ToJsonString(Readable);
        await using var module = await Script.InvokeAsync<IJSObjectReference>(
            "import", $"./{Assets["_content/Bidline.Server/call.js"]}");
        _isCopied = await module.InvokeAsync<bool>("copy", json);
    }

    private static string Ms(double? ms) => ms?.ToString("#,0.000", CultureInfo.InvariantCulture) ?? "–";

    private static string Packets(long count) => count.ToString("#,0", CultureInfo.InvariantCulture);

    private static string Offset(double ms) => (ms / 1000).ToString("#,0.0000", CultureInfo.InvariantCulture) + " s";
}
