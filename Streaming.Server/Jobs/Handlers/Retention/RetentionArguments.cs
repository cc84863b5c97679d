using Streaming.Server.Access.Authorization;

namespace Streaming.Server.Jobs.Handlers.Retention;

/// <summary>
/// The arguments of a job of type <c>retention</c>, which deletes old data: an empty JSON object. Only administrators may enqueue jobs of
/// this type.
/// </summary>
internal sealed record RetentionArguments : IGuardedArguments
{
    public void Authorize(AccessControl control, Caller caller) => AccessControl.AuthorizeAdministrator(caller);
}
