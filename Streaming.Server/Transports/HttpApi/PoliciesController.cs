using Microsoft.AspNetCore.Mvc;
using Streaming.Server.Access.Authorization;
using Streaming.Server.Core.Topics;
using Streaming.Server.Http;

namespace Streaming.Server.Transports.HttpApi;

/// <summary>Returns the policies of topics (storage, retention, limits and anonymous access) over HTTP.</summary>
[ApiController]
[ChecksQueryNames]
[AdministratorsOnly]
internal sealed class PoliciesController(TopicPolicies policies) : ControllerBase
{
    /// <summary>
    /// Returns all topic policies, in the order in which a topic's name is compared with their patterns. Each has its source, such as its
    /// key in the configuration. The last policy applies to topics that match no other policy.
    /// </summary>
    [HttpGet("/policies")]
    public IEnumerable<PolicyView> List() => policies.All.Select(PolicyView.Of);
}
