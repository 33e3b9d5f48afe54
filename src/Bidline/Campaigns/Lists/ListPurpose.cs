namespace Bidline.Campaigns.Lists;

/// <summary>What a list is for.</summary>
public enum ListPurpose
{
    /// <summary>Filters ask it where they name it.</summary>
    Filters,

    /// <summary>Known claimants under telephone law: every campaign looks there, and filters may as well.</summary>
    Litigators,
}
