using Microsoft.AspNetCore.Mvc;
using Streaming.Server.Access;
using Streaming.Server.Messages;

namespace Streaming.Server.Presence;

/// <summary>Shows the members of topics that have them.</summary>
[ApiController]
public sealed class MembersController(MemberRegistry members) : ControllerBase
{
    /// <summary>The members of a topic: of a room, or of any other topic whose policy has <c>Presence</c>.</summary>
    [HttpGet("/topics/{topic}/members")]
    [Demands(TopicAction.Subscribe)]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status400BadRequest, "application/problem+json")]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status404NotFound, "application/problem+json")]
    public MembersView Members(string topic) => members.MembersOf(TopicName.Parse(topic));
}
