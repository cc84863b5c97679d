using System.Reflection;
using Microsoft.AspNetCore.Mvc.ApplicationParts;
using Microsoft.AspNetCore.OpenApi;
using Streaming.Server.Access.Tokens;
using Streaming.Server.Administration.Connections;
using Streaming.Server.Administration.Limits;
using Streaming.Server.DurableSubscriptions.HttpApi;
using Streaming.Server.Http;
using Streaming.Server.Jobs.Background;
using Streaming.Server.Jobs.Handlers.Invitation;
using Streaming.Server.Jobs.HttpApi;
using Streaming.Server.Jobs.Schedules;
using Streaming.Server.Transports.Centrifugal;
using Streaming.Server.Transports.DurableStreams;
using Streaming.Server.Transports.History;
using Streaming.Server.Transports.HttpApi;
using Streaming.Server.Transports.Sse;
using Streaming.Server.Transports.WebSockets;
using Streaming.Server.Webhooks.HttpApi;

namespace Streaming.Server.Hosting;

/// <summary>
/// Lists the controllers of this server for ASP.NET Core. Otherwise ASP.NET Core would look for controllers among all types of the assembly
/// at each start, for which the runtime loads all of these types and the libraries that they use.
/// </summary>
internal sealed class ServerControllers : ApplicationPart, IApplicationPartTypeProvider
{
    private static readonly Type[] s_controllers =
    [
        typeof(BackgroundTasksController),
        typeof(CentrifugalController),
        typeof(ConnectionsController),
        typeof(DurableSubscriptionsController),
        typeof(EmulationController),
        typeof(HistoryController),
        typeof(InvitationsController),
        typeof(JobBulkController),
        typeof(JobEnqueueController),
        typeof(JobEventsController),
        typeof(JobPausesController),
        typeof(JobResultController),
        typeof(JobsController),
        typeof(LimitsController),
        typeof(MembersController),
        typeof(NodesController),
        typeof(PoliciesController),
        typeof(PublishController),
        typeof(RoomsController),
        typeof(SchedulesController),
        typeof(SessionController),
        typeof(SseController),
        typeof(StreamController),
        typeof(StreamPreflightController),
        typeof(StreamReadController),
        typeof(TopicsController),
        typeof(WakesController),
        typeof(WebhooksController),
        typeof(WorkersController),
    ];

    public override string Name => "Streaming.Server controllers";

    public IEnumerable<TypeInfo> Types => s_controllers.Select(type => type.GetTypeInfo());

    /// <summary>Adds this list in place of the whole assembly, and of the library for OpenAPI, which has no controllers.</summary>
    public static void Replace(ApplicationPartManager manager)
    {
        foreach (var part in manager.ApplicationParts.OfType<AssemblyPart>().Where(IsReplaced).ToList())
            manager.ApplicationParts.Remove(part);
        manager.ApplicationParts.Add(new ServerControllers());
        manager.FeatureProviders.Add(new InternalControllers());
    }

    private static bool IsReplaced(AssemblyPart part) =>
        part.Assembly == typeof(ServerControllers).Assembly || part.Assembly == typeof(OpenApiOptions).Assembly;
}
