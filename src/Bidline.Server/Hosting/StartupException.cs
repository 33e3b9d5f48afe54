namespace Bidline.Server.Hosting;

/// <summary>The server cannot start; the message is one clear sentence for the person who started it.</summary>
public sealed class StartupException : Exception
{
    public StartupException(string message)
        : base(message)
    {
    }

    public StartupException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
