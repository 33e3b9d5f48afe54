using System.CommandLine;

namespace Bidline.Cli;

/// <summary>
/// An option with an environment twin whose value nobody may see: it is no default of the option, for a default stands
/// in the help.
/// </summary>
internal sealed class SecretOption : Option<string?>
{
    private readonly string _variable;

    public SecretOption(string flag, string variable, string help)
        : base(flag)
    {
        _variable = variable;
        Description = $"{help} [{variable}]";
    }

    /// <summary>The flag's value, or the variable's; null where neither is there.</summary>
    public string? Read(ParseResult parsed) => parsed.GetValue(this) ?? Twin.Variable(_variable);
}
