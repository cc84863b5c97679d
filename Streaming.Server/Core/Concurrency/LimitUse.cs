namespace Streaming.Server.Core.Concurrency;

/// <summary>Describes a limit of the server and its current use, for the list of limits.</summary>
/// <param name="Name">A short text that names the limited things, such as "Open streams".</param>
/// <param name="Setting">The configuration key of the limit.</param>
/// <param name="Used">The current number of the limited things, or null if they are not counted together, as with rates.</param>
/// <param name="Limit">The maximum number of the limited things, or null if there is none.</param>
internal sealed record LimitUse(string Name, string Setting, long? Used, long? Limit);
