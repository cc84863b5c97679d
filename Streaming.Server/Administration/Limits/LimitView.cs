namespace Streaming.Server.Administration.Limits;

/// <summary>Describes a limit of this server process in a response of the HTTP API.</summary>
/// <param name="Name">A short text that names what is limited, such as "Open streams and downloads".</param>
/// <param name="Setting">The configuration key of the limit.</param>
/// <param name="Used">The current number of limited things; null if there is no total number, as for rates and sizes.</param>
/// <param name="Limit">The maximum number of limited things; null if it is not the same for all requests.</param>
/// <param name="Refused">The number of requests and connections that this limit has refused since the start of the process.</param>
internal sealed record LimitView(string Name, string Setting, long? Used, long? Limit, long Refused);
