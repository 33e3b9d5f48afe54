namespace Bidline.Tracking;

/// <summary>Whose doing a call is when several advertisements brought its caller.</summary>
public enum TouchModel
{
    /// <summary>The first one's.</summary>
    First,

    /// <summary>The last one's.</summary>
    Last,

    /// <summary>Of all alike.</summary>
    Linear,
}

/// <summary>Shares one call among what brought its caller. Shares of a call add up to one. Pure.</summary>
public static class TouchCredit
{
    public static IReadOnlyList<(Touch Touch, decimal Share)> Of(IReadOnlyList<Touch> touches, TouchModel model)
    {
        if (touches.Count == 0) return [];
        return model switch
        {
            TouchModel.First => [(touches[0], 1m)],
            TouchModel.Last => [(touches[^1], 1m)],
            _ => Linear(touches),
        };
    }

    // Six decimals are enough for reports; what is left of the rounding is the last one's.
    private static List<(Touch Touch, decimal Share)> Linear(IReadOnlyList<Touch> touches)
    {
        var share = decimal.Round(1m / touches.Count, 6, MidpointRounding.ToZero);
        return [.. touches.Select((touch, index) =>
            (touch, index < touches.Count - 1 ? share : 1m - (share * (touches.Count - 1))))];
    }
}
