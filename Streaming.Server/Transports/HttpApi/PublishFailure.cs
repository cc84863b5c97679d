using System.Runtime.ExceptionServices;

namespace Streaming.Server.Transports.HttpApi;

/// <summary>
/// A feature of a request whose publish has already failed in <see cref="PublishFastPath"/>. The endpoint throws the exception again and
/// publishes nothing, so that the usual middleware responds, records and logs the failure.
/// </summary>
internal sealed class PublishFailure(Exception exception)
{
    private readonly ExceptionDispatchInfo _exception = ExceptionDispatchInfo.Capture(exception);

    /// <summary>Throws the exception if the publish of this request has already failed.</summary>
    public static void ThrowIfFailed(HttpContext http) => http.Features.Get<PublishFailure>()?._exception.Throw();
}
