package io.santinel.monitor.graph;

import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class ColourProperties {
    @Property
    boolean any_colour_reaches_three_to_one_on_both_panels(@ForAll @IntRange(max = 0xffffff) int rgb) {
        String colour = "%06x".formatted(rgb);
        return contrast(Colour.LIGHT_PANEL, colour) >= 3 && contrast(Colour.DARK_PANEL, colour) >= 3;
    }

    private static double contrast(String panel, String colour) {
        return Colour.contrast(
                HexFormat.fromHexDigits(Colour.on(panel, colour).substring(1)), HexFormat.fromHexDigits(panel));
    }
}
