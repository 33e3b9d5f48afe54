namespace Bidline.Simulator.Callers;

/// <summary>Where a caller calls from.</summary>
internal sealed record Place(string AreaCode, string State, string Zip)
{
    public static Place NewYork { get; } = new("212", "NY", "10001");

    /// <summary>Florida and Texas twice over: the demo market is made for them.</summary>
    public static IReadOnlyList<Place> All { get; } =
    [
        new("305", "FL", "33130"), new("813", "FL", "33602"), new("904", "FL", "32202"), new("407", "FL", "32801"),
        new("713", "TX", "77002"), new("512", "TX", "78701"), new("214", "TX", "75201"), new("210", "TX", "78205"),
        NewYork, new("404", "GA", "30303"), new("312", "IL", "60601"), new("213", "CA", "90012"),
        new("602", "AZ", "85004"), new("206", "WA", "98101"), new("617", "MA", "02108"), new("303", "CO", "80202"),
        new("702", "NV", "89101"), new("919", "NC", "27601"), new("215", "PA", "19103"), new("614", "OH", "43215"),
        new("313", "MI", "48226"), new("504", "LA", "70112"), new("615", "TN", "37203"), new("503", "OR", "97204"),
    ];
}
