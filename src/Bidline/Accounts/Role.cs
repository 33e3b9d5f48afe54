namespace Bidline.Accounts;

/// <summary>What somebody may do; each may all that those before it may.</summary>
public enum Role
{
    /// <summary>Look at everything but accounts.</summary>
    Viewer,

    /// <summary>Change the market and book money.</summary>
    Operator,

    /// <summary>Change who may do what.</summary>
    Admin,
}

/// <summary>Names of roles, as they are kept and shown.</summary>
internal static class Roles
{
    public static string NameOf(Role role) => role switch
    {
        Role.Admin => "admin",
        Role.Operator => "operator",
        _ => "viewer",
    };

    public static Role Parse(string name) => name switch
    {
        "admin" => Role.Admin,
        "operator" => Role.Operator,
        _ => Role.Viewer,
    };
}
