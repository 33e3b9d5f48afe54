using Microsoft.AspNetCore.Components.Server.Circuits;

namespace Bidline.Server.Console.Watching;

/// <summary>Whether the browser of this page is connected: a page that nobody sees is told nothing.</summary>
internal sealed class Connection : CircuitHandler
{
    private readonly List<Seat> _seats = [];

    public void Add(Seat seat)
    {
        lock (_seats) _seats.Add(seat);
    }

    public void Remove(Seat seat)
    {
        lock (_seats) _seats.Remove(seat);
    }

    public override Task OnConnectionDownAsync(Circuit circuit, CancellationToken cancellationToken) =>
        Each(seat => seat.Away());

    public override Task OnConnectionUpAsync(Circuit circuit, CancellationToken cancellationToken) => Each(seat => seat.Back());

    /// <summary>The page will not come back.</summary>
    public override Task OnCircuitClosedAsync(Circuit circuit, CancellationToken cancellationToken) =>
        Each(seat => seat.Dispose());

    private Task Each(Action<Seat> act)
    {
        lock (_seats) _seats.ForEach(act);
        return Task.CompletedTask;
    }
}
