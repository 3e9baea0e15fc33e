package io.santinel.monitor.web;

import java.util.List;
import java.util.Map;

/// The table of causes and remedies: what a page advises stands here and nowhere else. A step is a sentence and, after
/// a bar, what to type; braces name what the problem fills in. At most three, in the order to do them.
enum Finding {
    PORTAL_CLOSED_HERE(
            "Open the portal again in the fault panel of this page: it was closed there.",
            "Do not log out: the sessions log in again by themselves as soon as the portal answers."),
    PORTAL_FAULT_HERE(
            "End the fault in the fault panel of this page: the portal {fault}.",
            "Do not log out: the sessions log in again by themselves as soon as the portal behaves."),
    PORTAL_SILENT(
            "Ask the portal from {machine}: does the array's port or a switch port refuse or swallow it?|nc -vz {address} {tcp}",
            "Do not log out: the sessions log in again by themselves as soon as the portal answers."),
    SESSION_DOWN(
            "Look at the session on {machine}: its states, its last error, what hangs on it.|iscsiadm -m session -P 3",
            "Other sessions use the portal {portal}, so look at the target's access list and at the target itself.",
            "Do not log out: the session logs in again by itself."),
    SESSION_MISSING(
            "Nobody tries to log in any more. Log in on {machine}.|iscsiadm -m node -T {target} -p {portal} --login",
            "If the target was taken away for good, remove its record, too.|iscsiadm -m node -T {target} -p {portal} -o delete"),
    MACHINE_SILENT(
            "Find out whether {machine} runs and its source answers: {source}.",
            "What stands here of its {count} is from its last report; believe none of it until it reports again."),
    NETWORK_ERRORS(
            "Frames or segments are damaged or lost between {machine} and the array. Look at the error counters of the switch ports on the way, then at cable and transceiver.",
            "Compare with the other hosts on the same switch: one port, or all?"),
    DIGEST_ERRORS(
            "Data is damaged on its way although TCP found it right. Suspect an adapter or a switch that rewrites packets, or memory; do not ignore it.",
            "Move the traffic to the other path until it is found."),
    SLOW_TARGET(
            "Commands take so long that the kernel gives them up. Look at the array's load and disks first.",
            "See the errors beside the transfer rate in the graphs: do they come with the load?"),
    LEVEL(
            "Compare with the last days in the graphs: is it load that came to stay, or an event?",
            "If it is normal here, raise the level."),
    UNREADABLE(
            "The report is there but cannot be judged. The line above names the place; the other services are judged."),
    JUDGED("Read the line above: it says what was expected.");

    private final String steps;

    Finding(String... steps) {
        this.steps = String.join("\n", steps);
    }

    List<Step> steps(Map<String, String> words) {
        return steps.lines().map(step -> step(step, words)).toList();
    }

    private static Step step(String text, Map<String, String> words) {
        String filled = text;
        for (Map.Entry<String, String> word : words.entrySet()) {
            filled = filled.replace("{" + word.getKey() + "}", word.getValue());
        }
        int bar = filled.indexOf('|');
        return bar < 0 ? new Step(filled, "") : new Step(filled.substring(0, bar), filled.substring(bar + 1));
    }
}
