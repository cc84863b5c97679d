using Streaming.Server.Access.Authorization;

namespace Streaming.Server.Jobs.Handlers.Retention;

/// <summary>
/// Contains the arguments of a job of type <c>retention</c>, which deletes old data. It has no properties. Only administrators may enqueue
/// this type.
/// </summary>
internal sealed record RetentionArguments : IGuardedArguments
{
    public void Authorize(AccessControl control, Caller caller) => AccessControl.AuthorizeAdministrator(caller);
}
