namespace Streaming.Server.Core.Concurrency;

/// <summary>Describes a limit of the server and its current use, for the response of <c>GET /limits</c>.</summary>
/// <param name="Name">A short text that names what is limited, such as "Open streams".</param>
/// <param name="Setting">The configuration key of the limit.</param>
/// <param name="Used">The current number of limited things; null if there is no total number, as for rates.</param>
/// <param name="Limit">The maximum number of limited things; null if there is no maximum.</param>
internal sealed record LimitUse(string Name, string Setting, long? Used, long? Limit);
