namespace Bidline.Accounts;

/// <summary>Who asks for a change, and from where: what the audit keeps.</summary>
/// <param name="Name">"key:Build server", "user:ann@example.com", "file:market.yaml", "set-up".</param>
/// <param name="Origin">The address of the peer, or "this machine".</param>
/// <param name="RequestId">Null where no HTTP request asked for it.</param>
public sealed record Author(string Name, string Origin, string? RequestId = null)
{
    public const string ThisMachine = "this machine";
}
