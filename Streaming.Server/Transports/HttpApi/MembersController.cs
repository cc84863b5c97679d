using Microsoft.AspNetCore.Mvc;
using Streaming.Server.Access.Authorization;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;
using Streaming.Server.Http;
using Streaming.Server.Rooms;

namespace Streaming.Server.Transports.HttpApi;

/// <summary>Returns the members of topics over HTTP: the clients that subscribe to a topic under a name.</summary>
[ApiController]
[ChecksQueryNames]
internal sealed class MembersController(MemberRegistry members) : ControllerBase
{
    /// <summary>Returns the members of a room, or of another topic whose policy enables <c>Presence</c>.</summary>
    [HttpGet("/topics/{topic}/members")]
    [RequireTopic(TopicAction.Subscribe)]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status400BadRequest, "application/problem+json")]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status404NotFound, "application/problem+json")]
    public async Task<MembersView> MembersAsync(string topic, CancellationToken cancellationToken) =>
        await members.ListMembersAsync(TopicName.Parse(topic), cancellationToken);
}
