namespace Bidline.Routing;

/// <summary>This keeper may no longer be right: another one took over, or the store failed it. Ask again.</summary>
public sealed class BuyerKeeperLostException(string message) : Exception(message);
