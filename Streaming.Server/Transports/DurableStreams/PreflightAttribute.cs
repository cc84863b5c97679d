using Streaming.Server.Access.Authorization;

namespace Streaming.Server.Transports.DurableStreams;

/// <summary>
/// Marks an endpoint that answers the preflight requests of browsers (OPTIONS). Such requests have no token, and may come from web pages of
/// any origin.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PreflightAttribute : Attribute, IAccessMetadata
{
    /// <inheritdoc/>
    public bool ChecksToken => false;
}
