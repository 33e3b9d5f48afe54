namespace Bidline.Campaigns;

/// <summary>What becomes of a caller who was here before. Each of a campaign, a buyer and a target may have one.</summary>
/// <param name="Scope">Where the caller was before, seen from the target that is judged.</param>
/// <param name="Since">What must have happened then.</param>
/// <param name="Window">How long it counts, from the moment that the earlier call came in.</param>
/// <param name="Unpaid">Who does not pay, or is not paid, with <see cref="DuplicateAction.AllowUnpaid"/>.</param>
public sealed record DuplicateRule(
    DuplicateScope Scope, ContactStage Since, TimeSpan Window, DuplicateAction Action, UnpaidSide Unpaid)
{
    /// <summary>Longer windows would keep every caller in memory for ever.</summary>
    public static readonly TimeSpan WindowMax = TimeSpan.FromDays(400);
}

public enum DuplicateScope
{
    /// <summary>This target, in whatever campaign.</summary>
    Target,

    /// <summary>Any target of its buyer.</summary>
    Buyer,

    /// <summary>This campaign, at whatever target.</summary>
    Campaign,
}

/// <summary>How far an earlier call came; each stage includes those before it.</summary>
public enum ContactStage
{
    /// <summary>It came in, or the target was tried.</summary>
    Called,

    Connected,

    /// <summary>The buyer's rule was met.</summary>
    Qualified,

    /// <summary>The buyer paid for it.</summary>
    Converted,
}

public enum DuplicateAction
{
    /// <summary>The target is not asked.</summary>
    Skip,

    /// <summary>The target that had the caller is asked first and alone; the others when it does not take the call.</summary>
    SameTarget,

    /// <summary>The call goes through, and does not pay.</summary>
    AllowUnpaid,
}

public enum UnpaidSide
{
    /// <summary>The buyer is not charged, and so nobody earns.</summary>
    Both,

    Buyer,

    /// <summary>The buyer pays and the publisher is not paid.</summary>
    Publisher,
}
