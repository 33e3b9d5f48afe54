namespace Bidline.Connecting;

/// <summary>
/// Targets that ring at the same time. The telephone network decides who was first; this tells those that have not
/// dialled yet that they need not.
/// </summary>
internal sealed class RingRace
{
    private volatile bool _isWon;

    public bool IsWon => _isWon;

    public void Win() => _isWon = true;
}
