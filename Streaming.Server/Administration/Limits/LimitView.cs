namespace Streaming.Server.Administration.Limits;

/// <summary>Describes a limit of this server process in a response.</summary>
/// <param name="Name">A short text that names the limited things, such as "Open streams and downloads".</param>
/// <param name="Setting">The configuration key of the limit.</param>
/// <param name="Used">The current number of the limited things; null if they are not counted together, as with rates and sizes.</param>
/// <param name="Limit">The maximum number of the limited things; null if it differs from request to request.</param>
/// <param name="Refused">The number of requests and connections that this limit has refused since the start of the process.</param>
internal sealed record LimitView(string Name, string Setting, long? Used, long? Limit, long Refused);
