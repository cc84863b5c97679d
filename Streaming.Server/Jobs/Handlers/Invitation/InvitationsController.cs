using Microsoft.AspNetCore.Mvc;
using Streaming.Server.Access.Audit;
using Streaming.Server.Access.Authorization;
using Streaming.Server.Access.Origins;
using Streaming.Server.Core.Idempotency;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;
using Streaming.Server.Http;
using Streaming.Server.Jobs.Handlers.Email;
using Streaming.Server.Jobs.HttpApi;
using Streaming.Server.Jobs.Queue;
using Streaming.Server.Jobs.Worker;
using Streaming.Server.Publishing;

namespace Streaming.Server.Jobs.Handlers.Invitation;

/// <summary>Invites people to rooms by e-mail, over HTTP.</summary>
[ApiController]
[ChecksQueryNames]
internal sealed class InvitationsController(
    JobClient jobs, IAuditTrail audit, AccessControl access, InvitationRules rules, JobViews views) : ControllerBase
{
    private const int MaxBody = 16 << 10;

    /// <summary>
    /// Sends an invitation to a room by e-mail. The body of the request contains the recipient's address and an optional text:
    /// <c>{"email":…,"message":…}</c>. The caller needs the permissions to publish and to read in the room. A job sends the e-mail, which
    /// contains a link to the server's web page, and the response describes this job. If the server has a key to sign tokens
    /// (<c>Access:Keys</c>), the link gives access to the room for a limited time. A request that is repeated for the same room with the
    /// same header <c>Idempotency-Key</c> within 24 hours sends no second e-mail, does not count in the limits, and its response describes
    /// the same job. If the body differs, it is refused with status 422.
    /// </summary>
    /// <param name="room">The name of the room.</param>
    /// <param name="cancellationToken">A token that is cancelled when the client disconnects.</param>
    [HttpPost("/rooms/{room}/invitations")]
    [RequireTopic(TopicAction.Publish, Parameter = "room", Namespace = TopicNamespaces.Room)]
    [RawBody]
    [ProducesResponseType<JobView>(StatusCodes.Status202Accepted)]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status400BadRequest, "application/problem+json")]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status422UnprocessableEntity, "application/problem+json")]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status429TooManyRequests, "application/problem+json")]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status503ServiceUnavailable, "application/problem+json")]
    public async Task<IActionResult> Invite(string room, CancellationToken cancellationToken)
    {
        var caller = CallerResolver.Of(HttpContext);
        // The link gives access to the room, so the sender of the invitation must have this access too.
        access.Authorize(caller, TopicAction.Subscribe, TopicName.Parse(TopicNamespaces.Room + room));
        // Otherwise guests could invite themselves again and again, so that their access never ends, and each guest has a limit of its own.
        if (caller.IsGuest)
            throw new RefusalException(
                RefusalReason.Forbidden, "The token is that of an invited guest, who cannot invite others; use a token of your own.");
        rules.RequireSettings();
        var request = InvitationRequest.Parse((await BodyReader.ReadAsync(Request, RefuseLargeBody, cancellationToken)).Span);
        var name = IdempotencyHeader.KeyOf(Request);
        var arguments = new InvitationArguments { Room = room, Email = EmailAddress.Parse(request.Email), Message = request.Message };
        var json = JobJson.Write(arguments);
        var key = name is null ? null : IdempotencyScope.OfCaller(caller, IdempotencyScope.Invite, room, name, PayloadHash.Of(json));
        var prepared = jobs.Prepare(
            InvitationJob.Type, json, new EnqueueOptions { CallerKey = key, Owner = caller.Identity, Origin = caller.Name });
        // A repeated request sends no second e-mail, so it does not count in the limits.
        var job = key is null ? null : await jobs.FindEarlierAsync(prepared, cancellationToken);
        if (job is null)
        {
            rules.Count(caller, arguments.Email);
            job = await jobs.EnqueueAsync(prepared, cancellationToken);
            audit.Add(AuditEntry.Of(HttpContext, "invited", $"A person was invited to the room {room} by job {job.Id}."));
        }

        return Accepted(PublicPath.Of(Request, $"/jobs/{job.Id}"), await views.OfAsync(job, cancellationToken));
    }

    private static void RefuseLargeBody(long bytes)
    {
        if (bytes > MaxBody)
            throw new RefusalException(
                RefusalReason.TooLarge, $"The body is larger than the {MaxBody} bytes of an invitation; write a shorter message.");
    }
}
