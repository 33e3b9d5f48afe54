using System.Globalization;
using System.Net.Sockets;
using System.Security.Authentication;
using Bidline.Auctions;
using Bidline.Primitives;

namespace Bidline.Adapters.Buyers;

/// <summary>Names what went wrong between us and a bidder: one reason of trace.md 3.6 for each way to fail.</summary>
internal static class BidderFault
{
    public static BidAnswer Redirected(int status) => new BidAnswer.Invalid(Reason.Of(
        "error.http", ("status", Number(status)), ("rule", "redirects_not_followed")));

    public static BidAnswer Encoded(string encoding) => Invalid("header.content-encoding", "identity", encoding);

    public static BidAnswer TooLong(int max) => Invalid("body", $"at most {Number(max)} bytes", "more");

    public static BidAnswer AnswerFor(Exception fault, BidderClientSettings settings) => fault switch
    {
        _ when fault.GetBaseException() is EndlessAnswerException =>
            Invalid("answer", $"at most {Number(settings.AnswerMax)} bytes", "more"),
        _ when StaleConnectionException.IsCauseOf(fault) => Unreachable("connection", "closed_early"),
        HttpRequestException { InnerException: ForbiddenAddressException forbidden } => Forbidden(forbidden.Kind),
        HttpRequestException http => AnswerFor(http.HttpRequestError, http, settings),
        HttpIOException io => AnswerFor(io.HttpRequestError, io, settings),
        OperationCanceledException { InnerException: TimeoutException } => Unreachable("connect", "timed_out"),
        OperationCanceledException => new BidAnswer.Failed(Reason.Of("error.timeout", ("rule", "cut_off"))),
        IOException or SocketException => Unreachable("connection", SocketErrorOf(fault)),
        _ => new BidAnswer.Failed(Reason.Of("error.internal", ("fault", fault.GetType().Name))),
    };

    private static BidAnswer AnswerFor(HttpRequestError error, Exception fault, BidderClientSettings settings) =>
        error switch
        {
            HttpRequestError.NameResolutionError => Unreachable("dns", SocketErrorOf(fault)),
            HttpRequestError.ConnectionError when IsTimeout(fault) => Unreachable("connect", "timed_out"),
            HttpRequestError.ConnectionError => Unreachable("connect", SocketErrorOf(fault)),
            HttpRequestError.SecureConnectionError => Unreachable("tls", TlsFaultOf(fault)),
            HttpRequestError.ResponseEnded => Unreachable("connection", "closed_early"),
            HttpRequestError.ConfigurationLimitExceeded =>
                Invalid("headers", $"at most {Number(settings.HeaderKilobytesMax)} KB", "more"),
            HttpRequestError.InvalidResponse or HttpRequestError.HttpProtocolError =>
                Invalid("http", "an HTTP answer", "something else"),
            _ when fault.GetBaseException() is SocketException => Unreachable("connection", SocketErrorOf(fault)),
            _ => Invalid("http", "an HTTP answer", error.ToString()),
        };

    private static BidAnswer.Failed Forbidden(string kind) => Unreachable("address", kind);

    private static BidAnswer.Failed Unreachable(string step, string message) =>
        new(Reason.Of("error.unreachable", ("step", step), ("message", message)));

    private static BidAnswer.Invalid Invalid(string path, string expected, string got) =>
        new(Reason.Of("error.invalid", ("path", path), ("expected", expected), ("got", got)));

    private static bool IsTimeout(Exception fault) =>
        fault.InnerException is TimeoutException or OperationCanceledException;

    private static string SocketErrorOf(Exception fault) =>
        fault.GetBaseException() is SocketException socket ? socket.SocketErrorCode.ToString() : "failed";

    private static string TlsFaultOf(Exception fault) =>
        fault.InnerException is AuthenticationException ? "certificate_or_handshake_refused" : "handshake_failed";

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
