namespace Streaming.Server.Access.Authorization;

/// <summary>
/// Marks an endpoint for administrators that a monitoring system may also read: with the scrape token (<c>Metrics:ScrapeToken</c>), or from
/// a network in <c>Metrics:AllowedNetworks</c>.
/// </summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class)]
internal sealed class AllowScrapesAttribute : Attribute;
